package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that Snowflake and Databricks get are ones that they take; the faults of {@link FaultsTest} are refused. */
class VendorNamesTest {
    private static final Path GROUND = Path.of("src/test/resources/ground");
    private static final int LONGEST = 255;

    /** As long as AWS lets the two of them be together, and the platform with the other target. */
    private static final String PLATFORM = "p".repeat(36);

    private static final String TARGET = "t".repeat(7);
    private static final String ROLE = "r".repeat(32);
    private static final String MODEL = "m".repeat(100);
    private static final String COLUMN = "c".repeat(254);
    private static final String TABLE = "t".repeat(LONGEST);
    private static final String ATTRIBUTE = "a".repeat(40);

    @TempDir
    private Path folder;

    @Test
    void longestNamesThatADefinitionMayHaveAreTaken() throws IOException {
        List<Part> parts = parts(longest());

        for (Part part : parts) {
            for (String name : names(part)) {
                assertThat(name.length()).as("%s: %s", part.id(), name).isLessThanOrEqualTo(LONGEST);
                assertThat(name).as(part.id()).matches(column(part, name) ? "(?s).+" : "[^ ./\\p{Cntrl}]+");
            }
        }
        assertThat(parts.stream().map(VendorNamesTest::whole).map(name -> name.toLowerCase(Locale.ROOT)))
                .doesNotHaveDuplicates()
                .anyMatch(name -> name.contains("mask_" + MODEL));
    }

    @Test
    void noSchemaIsCalledAsOneThatVendorsHave() throws IOException {
        Set<String> schemas = new TreeSet<>();
        for (Part part : parts(longest())) {
            if (part.id().contains(":schema:")) {
                schemas.add(text(part, "name"));
            }
        }

        assertThat(schemas).containsExactly("ACCESS", "CURATED", "access", "curated", "processed", "quarantine", "raw");
    }

    @Test
    void tableMayBeCalledAsASchemaThatVendorsHave() throws IOException {
        copy();
        replace("lakeward.yaml", "processed.lines:", "processed.information_schema:");

        assertThat(read()).isInstanceOf(Result.Valid.class);
    }

    @Test
    void twoTargetsWhoseRolesAreOneGroupAreRefused() throws IOException {
        copy();
        replace(
                "ground.yaml",
                "    oncall: {read: [best]}",
                "    oncall: {read: [best]}\n    x-oncall: {read: [best]}");
        replace("ground.yaml", "targets:\n", "targets:\n" + twin());

        assertThat(((Result.Invalid) read()).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "ground.yaml:57:3: Cannot make role 'x-oncall' on target 'prod': its group in Databricks is"
                                + " 'shop-prod-x-oncall', and so is that of role 'oncall' on target 'prod_x'. Rename the"
                                + " target or a role.");
    }

    @Test
    void whatATargetDoesNotMakeMayHaveAnyName() throws IOException {
        copy();
        replace("models/best.sql", "VIEW best", "VIEW " + "m".repeat(300));
        replace("models/best.sql", "select name", "select name as \"its name\"");
        replace("ground.yaml", "    oncall: {read: [best]}", "    oncall: {read: [revenue]}");
        replace("more.yaml", "best:", "m".repeat(300) + ":");
        replace(
                "ground.yaml",
                "place: {capture: dms, models: databricks, warehouse: snowflake}",
                "place: {capture: dms, models: lakeward, warehouse: none}");

        assertThat(read()).isInstanceOf(Result.Valid.class);
    }

    @Test
    void modelThatPutsNothingAsideMayHaveAnyColumn() throws IOException {
        copy();
        replace("models/revenue.sql", "sum(o.total) as revenue", "sum(o.total) as revenue, count(*) as _expectation");

        assertThat(read()).isInstanceOf(Result.Valid.class);
    }

    /** Returns another target, as {@code prod}. */
    private String twin() throws IOException {
        String text = Files.readString(folder.resolve("ground.yaml"));
        String prod = text.substring(text.indexOf("  prod:\n"), text.indexOf("  staging:\n"));
        return prod.replace("  prod:", "  prod_x:").replace("111111111111", "555555555555");
    }

    private Platform longest() throws IOException {
        copy();
        replace("lakeward.yaml", "platform: shop", "platform: " + PLATFORM);
        replace("lakeward.yaml", "processed.lines:", "processed.%s:".formatted(TABLE));
        replace("schemas/app.yaml", "    columns:\n      id: {type: bigint}\n", """
                    columns:
                      id: {type: bigint}
                      %s: {type: bigint}
                """.formatted(COLUMN));
        replace("models/best.sql", "VIEW best AS\nselect name,", """
                VIEW %s (CONSTRAINT named EXPECT (%s is not null) ON VIOLATION QUARANTINE) AS
                select name as %s,""".formatted(MODEL, COLUMN, COLUMN));
        replace("more.yaml", "best:", MODEL + ":");
        replace("ground.yaml", "attributes: [country]", "attributes: [country, %s]".formatted(ATTRIBUTE));
        replace("ground.yaml", "    oncall: {read: [best]}", """
                    oncall: {read: [curated.*]}
                    %s:
                      read: [curated.*, processed.%s]
                      mask: [%s.%s, %s.%s]
                      rows: {%s: "%s = user.%s"}
                """.formatted(
                        ROLE, TABLE, MODEL, COLUMN, TABLE, COLUMN, MODEL, COLUMN, ATTRIBUTE));
        replace("ground.yaml", "  prod:", "  %s:".formatted(TARGET));
        Result read = read();
        assertThat(read).isInstanceOf(Result.Valid.class);
        return ((Result.Valid) read).platform();
    }

    private static List<Part> parts(Platform platform) {
        Wanted wanted = new Wanted(
                platform,
                platform.targets().stream()
                        .filter(target -> target.name().equals(TARGET))
                        .findFirst()
                        .orElseThrow(),
                Prices.builtIn());
        return Plan.of(wanted, Standing.NOTHING, Set.of()).steps().stream()
                .map(Step::part)
                .filter(part -> part.site().vendor() != Vendor.AWS)
                .toList();
    }

    /** Returns what a vendor gets to name: the thing itself, its columns, arguments and attributes. */
    private static List<String> names(Part part) {
        List<String> names = new ArrayList<>(List.of(text(part, "name")));
        for (String list : List.of("columns", "arguments", "attributes")) {
            part.content()
                    .get(list)
                    .ifPresent(items -> ((Items) items).values().forEach(item -> names.add(named(item))));
        }
        return names;
    }

    private static String named(Content item) {
        return item instanceof Fields column
                ? "_" + ((Text) column.get("name").orElseThrow()).value()
                : ((Text) item).value();
    }

    private static boolean column(Part part, String name) {
        return !text(part, "name").equals(name);
    }

    /** Returns a thing's name with its kind and what it stands in. */
    private static String whole(Part part) {
        String kind = part.id().split(":", -1)[1];
        Fields content = part.content();
        String schema = content.get("schema").isPresent() ? text(part, "schema") : "";
        return "%s %s %s.%s".formatted(part.site().vendor(), kind.replace("rows", "mask"), schema, text(part, "name"));
    }

    private static String text(Part part, String field) {
        return ((Text) part.content().get(field).orElseThrow()).value();
    }

    private Result read() {
        return Definitions.read(folder, TestParser.PARSER, Map.of());
    }

    private void replace(String file, String old, String now) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(old);
        Files.writeString(folder.resolve(file), text.replace(old, now));
    }

    private void copy() throws IOException {
        try (Stream<Path> paths = Files.walk(GROUND)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(GROUND.relativize(path).toString());
                Files.createDirectories(to.getParent());
                Files.copy(path, to);
            }
        }
    }
}
