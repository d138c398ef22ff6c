package lakeward.definition.sql;

import java.util.List;
import lakeward.definition.sql.AllowedSql.Construct;

/** placeholder */
final class Differences {
    static final List<Construct> ALL = List.of();

    private Differences() {}
}
