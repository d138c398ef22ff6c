package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import lakeward.core.port.Document;
import org.junit.jupiter.api.Test;

/** What every {@link Document} does. */
public abstract class DocumentContract {
    /** Opens a document, as each process does for itself; the same name is the same document. */
    protected abstract Document open(String name);

    @Test
    void nothingIsReadBeforeItIsWritten() {
        assertThat(open("a").read()).isEmpty();
    }

    @Test
    void anotherReadsWhatWasWrittenLast() {
        Document document = open("a");
        document.write("first, which is longer than the other");
        document.write("zweiter ✓\n");

        assertThat(document.read()).contains("zweiter ✓\n");
        assertThat(open("a").read()).contains("zweiter ✓\n");
        assertThat(open("b").read()).isEmpty();
    }

    @Test
    void emptyIsATextToo() {
        open("a").write("");

        assertThat(open("a").read()).contains("");
    }

    @Test
    void entriesComeBackAsTheyWere() {
        Map<String, String> entries = Map.of("a table = b", " value\n# ✓", "empty", "");

        assertThat(open("a").entries()).isEmpty();
        open("a").write(entries);

        assertThat(open("a").entries()).isEqualTo(entries);
    }

    @Test
    void readersSeeWholeTexts() {
        Document document = open("a");
        String one = "1".repeat(100_000);
        String two = "2".repeat(90_000);
        document.write(one);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
                document.write(i % 2 == 0 ? two : one);
            }
        });

        Document reader = open("a");
        do {
            String read = reader.read().orElseThrow();
            assertThat(read.equals(one) || read.equals(two)).isTrue();
        } while (!writing.isDone());
        writing.join();
        assertThat(reader.read()).contains(one);
    }
}
