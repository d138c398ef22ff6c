package lakeward.cloud.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Grant;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Site;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** The stacks of a plan, by how long what is in them lives, in the order in which they are made. */
final class Templates {
    private static final String RAW = "aws:bucket:raw";

    private final App app;
    private final List<Template> templates = new ArrayList<>();
    private final Map<String, List<Content>> markers = new HashMap<>();
    private final Plan plan;
    private final List<Part> parts;
    private final Map<String, List<Grant>> grants = new HashMap<>();
    private final String prefix;

    private Templates(Plan plan, Path assembly) {
        this.plan = plan;
        app = new App(AppProps.builder()
                .analyticsReporting(false)
                .treeMetadata(false)
                .autoSynth(false)
                .outdir(assembly.toString())
                .build());
        parts = plan.steps().stream()
                .filter(step -> !step.action().isEnd())
                .map(Step::part)
                .filter(part -> part.site().vendor() == Vendor.AWS)
                .toList();
        parts.forEach(part -> grants.put(part.id(), part.grants()));
        prefix = "%s-%s".formatted(plan.platform(), plan.target()).replace('_', '-');
    }

    /**
     * Makes a plan's stacks.
     *
     * @param assembly a folder for the CDK's own files
     */
    static Templates of(Plan plan, Path assembly) {
        Templates all = new Templates(plan, assembly);
        if (all.parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot write templates for target '%s': its plan has nothing on AWS. Plan a cloud target."
                            .formatted(plan.target()));
        }
        all.write(
                "guardrails",
                Guardrails::kind,
                (template, chosen) -> new Guardrails(template, all.rawBucket(), all.rawReaders()).write(chosen));
        all.write(
                "network",
                Ground::kind,
                (template, chosen) -> new Ground(template, chosen, all.buckets(), all.ownSecrets()).write());
        all.write("lake", Lake::kind, (template, parts) -> new Lake(template).write(parts));
        all.write(
                "databases",
                Servers::kind,
                (template, chosen) -> new Servers(template, chosen)
                        .write(Ground.subnets(template, all.facts(Ground::kind), "isolated")));
        all.write("catalog", Catalog::kind, (template, parts) -> new Catalog(template).write(parts));
        all.write("crawlers", Crawlers::kind, (template, parts) -> new Crawlers(template).write(parts));
        for (int i = 0; i < Catalog.STACKS_OF_TABLES; i++) {
            int stack = i;
            all.write(
                    "tables-" + stack,
                    id -> Catalog.tableOf(stack, id),
                    (template, parts) -> new Catalog(template).write(parts));
        }
        all.write("roles", Roles::kind, (template, chosen) -> new Roles(template).write(chosen));
        all.write(
                "dms",
                DmsTasks::kind,
                (template, chosen) -> new DmsTasks(template, all.byId("database"))
                        .write(chosen, Ground.subnets(template, all.facts(Ground::kind), "private")));
        // Where images are is no part: it serves the services, and they are recorded with their own stack.
        all.write("images", Services::kind, (template, chosen) -> Services.images(template));
        all.markers.put(all.prefix + "-images", List.of());
        all.write(
                "services",
                Services::kind,
                (template, chosen) -> new Services(template, all.grants, all.byId("database"))
                        .write(chosen, Ground.subnets(template, all.facts(Ground::kind), "private")));
        Site lake = all.lake();
        all.write(
                "audit-store",
                AuditStore::kind,
                (template, chosen) -> new AuditStore(template)
                        .write(
                                chosen.get(0),
                                all.facts("aws:trail"::equals).stream().findFirst(),
                                lake));
        all.write(
                "audit",
                Watchers::kind,
                Optional.of(lake),
                (template, chosen) -> new Watchers(template).write(chosen, all.byId("bucket")));
        all.write(
                "notices",
                Notices::kind,
                Optional.of(lake),
                (template, chosen) ->
                        new Notices(template, all.facts(Servers::kind), all.facts(People::kind)).write(chosen));
        all.write(
                "people",
                People::kind,
                all.facts(id -> Facts.is(id, "identity-center")).stream()
                        .map(Facts::site)
                        .findFirst(),
                (template, chosen) ->
                        new People(template, lake, all.byId("table"), all.fact("aws:workgroup")).write(chosen));
        return all;
    }

    private List<String> buckets() {
        return facts(Lake::kind).stream()
                .filter(part -> part.is("bucket"))
                .map(bucket -> bucket.text("name"))
                .toList();
    }

    /** Returns where passwords of servers are that are not ours. */
    private List<String> ownSecrets() {
        return byId("database").values().stream()
                .flatMap(server -> server.optionalText("secret").stream())
                .filter(secret -> secret.startsWith("arn:"))
                .sorted()
                .toList();
    }

    /** Returns where the lake stands, or would. */
    private Site lake() {
        List<Facts> all = facts(id -> true);
        return all.stream()
                .filter(part -> Lake.kind(part.id()))
                .findFirst()
                .orElse(all.get(0))
                .site();
    }

    private String rawBucket() {
        return fact(RAW).text("name");
    }

    /** Returns the roles that the plan grants zone raw or a folder of it: of our services, of crawlers and of other vendors. */
    private List<Object> rawReaders() {
        return facts(id -> Roles.kind(id) || Services.kind(id) || Crawlers.kind(id)).stream()
                .filter(part -> grants.get(part.id()).stream()
                        .anyMatch(grant ->
                                grant.on().equals("zone raw") || grant.on().startsWith("raw/")))
                .map(part -> Template.sub("arn:${AWS::Partition}:iam::%s:role/%s"
                        .formatted(part.site().account().orElseThrow(), part.text("name"))))
                .toList();
    }

    private void write(String name, Predicate<String> kind, Writer writer) {
        write(name, kind, Optional.empty(), writer);
    }

    /** Writes a stack where its first part stands, or at another site. */
    private void write(String name, Predicate<String> kind, Optional<Site> site, Writer writer) {
        List<Facts> chosen = facts(kind);
        Optional<Facts> first = chosen.stream().filter(Facts::isMade).findFirst();
        if (first.isEmpty()) {
            return;
        }
        Template template =
                new Template(app, prefix, name, site.orElse(first.get().site()));
        markers.put(
                template.name(),
                parts.stream()
                        .filter(part -> part.made() && kind.test(part.id()))
                        .<Content>map(part -> Marker.of(plan, part).content())
                        .toList());
        writer.write(template, chosen);
        templates.add(template);
    }

    private List<Facts> facts(Predicate<String> kind) {
        return parts.stream()
                .filter(part -> kind.test(part.id()))
                .map(Facts::new)
                .toList();
    }

    private Facts fact(String id) {
        return facts(id::equals).get(0);
    }

    private Map<String, Facts> byId(String kind) {
        return facts(id -> Facts.is(id, kind)).stream().collect(Collectors.toMap(Facts::id, part -> part));
    }

    /** Writes each template, and {@code manifest.json}: their order, where each stands, and what none of them has. */
    void write(Path folder) throws IOException {
        Path assembly = Path.of(app.synth().getDirectory());
        Files.createDirectories(folder);
        List<Content> stacks = new ArrayList<>();
        for (Template template : templates) {
            String file = template.name() + ".template.json";
            // Through our own writer: one text for equal templates, whatever order the CDK has.
            Fields written = (Fields) Content.parse(Files.readString(assembly.resolve(file)));
            List<Content> marked = markers.get(template.name());
            Fields whole = marked(written, marked);
            template.checkSize(whole.toLine());
            Files.writeString(folder.resolve(file), whole.toJson());
            stacks.add(template.manifest()
                    .with("file", file)
                    .with("parts", marked.stream().map(Templates::partOf).toList()));
        }
        Fields manifest = Content.empty().with("stacks", new Items(stacks)).with("unwritten", unwritten());
        Files.writeString(folder.resolve("manifest.json"), manifest.toJson());
    }

    /**
     * Records in a template which parts it makes: each with its own resource, or with the first where it has none. A
     * template's own metadata is no place for it: to CloudFormation a change of that alone is none.
     */
    private static Fields marked(Fields template, List<Content> markers) {
        Fields resources = (Fields) template.get("Resources").orElseThrow();
        Map<String, List<Content>> byResource = new TreeMap<>();
        for (Content marker : markers) {
            String own = Facts.logicalId(partOf(marker));
            String id =
                    resources.get(own).isPresent() ? own : resources.values().firstKey();
            byResource.computeIfAbsent(id, none -> new ArrayList<>()).add(marker);
        }
        for (Map.Entry<String, List<Content>> marked : byResource.entrySet()) {
            Fields resource = (Fields) resources.get(marked.getKey()).orElseThrow();
            Fields metadata = (Fields) resource.get("Metadata").orElse(Content.empty());
            Fields more = metadata.with("Lakeward", new Items(marked.getValue()));
            resources = resources.with(marked.getKey(), resource.with("Metadata", more));
        }
        return template.with("Resources", resources);
    }

    private static String partOf(Content marker) {
        return Marker.parse(marker).part();
    }

    /** Returns the parts that the plan makes and no template has: whoever applies it must know. */
    private List<String> unwritten() {
        Set<String> written = markers.values().stream()
                .flatMap(List::stream)
                .map(Templates::partOf)
                .collect(Collectors.toSet());
        return parts.stream()
                .filter(part -> part.made() && !written.contains(part.id()))
                .map(Part::id)
                .toList();
    }

    private interface Writer {
        void write(Template template, List<Facts> parts);
    }
}
