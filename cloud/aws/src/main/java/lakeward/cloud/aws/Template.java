package lakeward.cloud.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.plan.AwsFacts;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Site;
import software.amazon.awscdk.App;
import software.amazon.awscdk.BootstraplessSynthesizer;
import software.amazon.awscdk.BootstraplessSynthesizerProps;
import software.amazon.awscdk.CfnCondition;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Token;

/** One stack. Ids in it are made of parts' ids alone, so another table or model changes none of them. */
final class Template {
    /** CloudFormation takes 500; the rest is room for what is added to a stack that stands. */
    /** What CloudFormation takes. */
    private static final int MOST_BYTES = 1_000_000;

    private final Stack stack;
    private final String prefix;
    private final String name;
    private final Site site;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Fields> outputs = new TreeMap<>();
    private final Map<String, Fields> trusts = new TreeMap<>();

    Template(App app, String prefix, String name, Site site) {
        this.prefix = prefix;
        this.name = named(name);
        this.site = site;
        this.stack = new Stack(
                app,
                this.name,
                StackProps.builder()
                        .stackName(this.name)
                        .analyticsReporting(false)
                        .synthesizer(new BootstraplessSynthesizer(
                                BootstraplessSynthesizerProps.builder().build()))
                        .build());
    }

    String name() {
        return name;
    }

    /** Returns a name that no other target's templates give. */
    String named(String what) {
        return prefix + "-" + what;
    }

    CfnResource add(String id, String type, Map<String, Object> properties) {
        ids.add(id);
        if (ids.size() > AwsFacts.MOST_RESOURCES) {
            throw new IllegalArgumentException(
                    "Cannot write stack %s: it would have more than %d resources. Divide the platform into two."
                            .formatted(name, AwsFacts.MOST_RESOURCES));
        }
        return CfnResource.Builder.create(stack, id)
                .type(type)
                .properties(properties)
                .build();
    }

    /** Adds what a part is, under the part's id: it stays with its data when it leaves the template. */
    CfnResource add(Facts part, String type, Map<String, Object> properties) {
        return part.holdsData() ? addKept(part.logicalId(), type, properties) : add(part.logicalId(), type, properties);
    }

    /** Adds what stays, with its data, when it leaves the template. */
    CfnResource addKept(String id, String type, Map<String, Object> properties) {
        CfnResource kept = add(id, type, properties);
        kept.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        return kept;
    }

    /** Adds what whoever makes the stack tells it. */
    void parameter(String id, String description) {
        CfnParameter.Builder.create(stack, id)
                .type("String")
                .description(description)
                .build();
    }

    /** Adds what whoever makes the stack may not know yet. */
    void optionalList(String id, String description) {
        CfnParameter.Builder.create(stack, id)
                .type("CommaDelimitedList")
                .defaultValue("")
                .description(description)
                .build();
    }

    /** Adds a condition that holds once a parameter has a value. */
    void condition(String id, String parameter) {
        CfnCondition.Builder.create(stack, id)
                .expression(Fn.conditionNot(Fn.conditionEquals(map("Fn::Join", List.of("", ref(parameter))), "")))
                .build();
    }

    /** Tells the other stacks the name that {@code Ref} gives of a resource. */
    void export(String id) {
        export(id, Fn.ref(id));
    }

    void exportArn(String id) {
        export(id, "Arn", "Arn");
    }

    /** Tells the other stacks an attribute of a resource, under the resource's id and a word. */
    void export(String id, String word, String attribute) {
        export(id + word, Fn.getAtt(id, attribute).toString());
    }

    /** Tells whoever makes the stack a value that other vendors ask of a part. */
    void output(String part, String name, Object value) {
        String id = Facts.logicalId(part) + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        CfnOutput.Builder.create(stack, id).value(Token.asString(value)).build();
        outputs.merge(part, Content.empty().with(name, id), (known, more) -> known.with(name, id));
    }

    /** Tells whoever makes the stack which parameters let a vendor in, once it has an identity. */
    void trust(String part, String identity, String external) {
        trusts.put(part, Content.empty().with("identity", identity).with("external-id", external));
    }

    private void export(String id, String value) {
        CfnOutput.Builder.create(stack, "Out" + id)
                .value(value)
                .exportName(named(id))
                .build();
    }

    /** Returns what another stack exports under this id. */
    Object imported(String id) {
        return Map.of("Fn::ImportValue", named(id));
    }

    void checkSize(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "Cannot write stack %s: its template would have %,d bytes, more than %,d. Divide the platform into two."
                            .formatted(name, bytes, MOST_BYTES));
        }
    }

    Fields manifest() {
        return Content.empty()
                .with("name", name)
                .with("account", site.account())
                .with("region", site.region())
                .with("resources", ids.size())
                .with("outputs", new Fields(new TreeMap<>(outputs)))
                .with("trusts", new Fields(new TreeMap<>(trusts)));
    }

    static Object ref(String id) {
        return Map.of("Ref", id);
    }

    static Object att(String id, String attribute) {
        return Map.of("Fn::GetAtt", List.of(id, attribute));
    }

    static Object sub(String text) {
        return Map.of("Fn::Sub", text);
    }

    /** Returns names and values, one after the other, in their order. */
    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    static List<Object> tags(String named) {
        return List.of(map("Key", "Name", "Value", named));
    }
}
