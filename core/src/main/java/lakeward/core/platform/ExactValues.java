package lakeward.core.platform;

/** Gathers a row's values that their columns cannot hold, as a JSON object. */
public final class ExactValues {
    private final StringBuilder json = new StringBuilder();

    public void add(String column, String text) {
        name(column);
        quote(text);
    }

    /** Says of a fill that whatever rows have in this column makes room. */
    public void addNull(String column) {
        name(column);
        json.append("null");
    }

    /** Appends the object to the column, or a null if there was no such value, and starts the next. */
    public void endRow(ColumnVector exact) {
        if (json.isEmpty()) {
            exact.appendNull();
        } else {
            exact.appendText(json.append('}').toString());
            json.setLength(0);
        }
    }

    private void name(String column) {
        json.append(json.isEmpty() ? "{" : ",");
        quote(column);
        json.append(':');
    }

    private void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ') {
                json.append("\\u%04x".formatted((int) character));
            } else {
                json.append(character);
            }
        }
        json.append('"');
    }
}
