package lakeward.definition.sql;

/** A part of a statement is refused; its place is the tree's. */
final class RefusedException extends RuntimeException {
    private final transient Tree tree;

    RefusedException(Tree tree, String message) {
        super(message, null, false, false);
        this.tree = tree;
    }

    Tree tree() {
        return tree;
    }
}
