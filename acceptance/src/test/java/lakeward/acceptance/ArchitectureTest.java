package lakeward.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("lakeward");

    @Test
    void roomsSeeOnlyWhatTheDesignAllows() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("core")
                .definedBy("lakeward.core..")
                .layer("duckdb")
                .definedBy("lakeward.duckdb..")
                .layer("definition")
                .definedBy("lakeward.definition..")
                .layer("capture")
                .definedBy("lakeward.capture")
                .optionalLayer("dms")
                .definedBy("lakeward.capture.dms..")
                .layer("lake")
                .definedBy("lakeward.lake..")
                .layer("transform")
                .definedBy("lakeward.transform..")
                .layer("observe")
                .definedBy("lakeward.observe..")
                .layer("runtime")
                .definedBy("lakeward.runtime..")
                .layer("server")
                .definedBy("lakeward.server..")
                .layer("cli")
                .definedBy("lakeward.cli..")
                .layer("vendors")
                .definedBy(
                        "lakeward.cloud.aws..",
                        "lakeward.cloud.cloudformation..",
                        "lakeward.cloud.databricks..",
                        "lakeward.cloud.snowflake..")
                .layer("deployment")
                .definedBy("lakeward.cloud.deployment..")
                .whereLayer("vendors")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("deployment")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("transform")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("lake")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("capture")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("dms")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("definition")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("duckdb")
                .mayOnlyBeAccessedByLayers("lake", "transform", "dms", "runtime", "cli")
                .check(CLASSES);
    }

    @Test
    void coreNeedsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("lakeward.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("lakeward.core..", "java..")
                .check(CLASSES);
    }

    @Test
    void productsStayInTheirRooms() {
        stays("org.duckdb..", "lakeward.duckdb..", "lakeward.lake..", "lakeward.transform..", "lakeward.capture.dms..");
        stays("io.delta..", "lakeward.lake..");
        stays("org.postgresql..", "lakeward.capture");
        stays("io.javalin..", "lakeward.server..");
        stays("picocli..", "lakeward.cli..");
        stays("software.amazon.awscdk..", "lakeward.cloud.aws..");
        stays("software.amazon.awssdk.services.cloudformation..", "lakeward.cloud.cloudformation..");
        stays("software.amazon.awssdk.services.ecr..", "lakeward.cloud.image..");
        stays("com.google.cloud.tools.jib..", "lakeward.cloud.image..");
        stays("net.snowflake..", "lakeward.cloud.snowflake..");
        stays("com.databricks..", "lakeward.cloud.databricks..");
    }

    @Test
    void vendorsDoNotKnowEachOther() {
        SlicesRuleDefinition.slices()
                .matching("lakeward.cloud.(*)..")
                .namingSlices("$1")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(resideInAPackage("lakeward.cloud.fake.."), alwaysTrue())
                .check(CLASSES);
    }

    @Test
    void onlyOneClassOfTheCommandLineSeesVendors() {
        noClasses()
                .that()
                .resideInAPackage("lakeward.cli..")
                .and()
                .doNotHaveSimpleName("Clouds")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "lakeward.cloud.cloudformation..", "lakeward.cloud.databricks..", "lakeward.cloud.snowflake..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("lakeward.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    private static void stays(String product, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(product)
                .check(CLASSES);
    }
}
