package lakeward.core.platform;

/** The product that an OLTP system is. */
public enum DatabaseEngine {
    POSTGRES
}
