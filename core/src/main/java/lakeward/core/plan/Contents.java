package lakeward.core.plan;

import java.util.Collection;
import java.util.function.Function;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Model;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;

/** What several targets say of a construct in one way. */
final class Contents {
    private Contents() {}

    /**
     * Returns columns in their order.
     *
     * @param named the vendor's name of a type
     */
    static Items columns(TableSchema schema, Function<Type, String> named) {
        return new Items(schema.columns().stream()
                .<Content>map(column -> column(column, named))
                .toList());
    }

    private static Fields column(Column column, Function<Type, String> named) {
        Fields fields = Content.empty()
                .with("name", column.name())
                .with("type", named.apply(column.type()))
                .with("nullable", column.nullable());
        // What the source calls it says more than the lake's type: money, mood, int4range.
        return column.declared().equals(column.type().toString()) ? fields : fields.with("comment", column.declared());
    }

    static Fields table(TableSchema schema, Function<Type, String> named) {
        return Content.empty().with("columns", columns(schema, named)).with("key", schema.key());
    }

    static Fields capture(CapturedTable table) {
        return Content.empty()
                .with("source", table.source().toString())
                .with("raw", table.raw().toString())
                .with("processed", table.processed().toString())
                .with("key", table.schema().key());
    }

    static Fields capture(Database database) {
        return Content.empty()
                .with("engine", Labels.of(database.engine()))
                .with("max-delay-ms", database.capture().maxDelay().toMillis())
                .with("max-bytes", database.capture().maxBytes().bytes());
    }

    static Fields model(Model model, Function<Type, String> named) {
        return Content.empty()
                .with("sql", model.query().sql())
                .with("columns", columns(model.schema(), named))
                .with("max-delay-ms", model.maxDelay().toMillis())
                .with("comment", model.comment())
                .with(
                        "expectations",
                        new Items(model.expectations().stream()
                                .<Content>map(Contents::expectation)
                                .toList()));
    }

    private static Fields expectation(Expectation expectation) {
        return Content.empty()
                .with("name", expectation.name())
                .with("condition", expectation.condition())
                .with("on-violation", Labels.of(expectation.onViolation()));
    }

    /** Returns what a model needs: each table that it reads, once, in order. */
    static Collection<String> needs(Model model, Function<String, String> id) {
        return model.query().reads().stream()
                .map(Query.Reference::table)
                .distinct()
                .sorted()
                .map(table -> id.apply(table.toString()))
                .toList();
    }
}
