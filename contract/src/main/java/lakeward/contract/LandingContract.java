package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;
import org.junit.jupiter.api.Test;

/** What every {@link Landing} does. */
public abstract class LandingContract {
    /** Returns the landing of the test. */
    protected abstract Landing landing();

    /** Puts a file there as whoever writes them does, or in place of another. */
    protected abstract void put(String folder, String name, String content);

    /** Takes a file away. */
    protected abstract void remove(String folder, String name);

    @Test
    void folderThatIsNotThereHasNoFiles() {
        assertThat(landing().list("public/orders", "")).isEmpty();
    }

    @Test
    void filesAreListedInOrderAndWithoutThoseOfFoldersWithin() {
        put("", "20261125-120000001.csv", "1");
        put("public/orders", "LOAD0000000B.csv", "three");
        put("public/orders", "LOAD0000000A.csv", "äh");
        put("public/orders/deep", "a.csv", "1");
        put("public/orders2", "b.csv", "1");

        List<Landed> found = landing().list("public/orders", "");

        assertThat(found).extracting(Landed::name).containsExactly("LOAD0000000A.csv", "LOAD0000000B.csv");
        assertThat(found).extracting(Landed::size).containsExactly(3L, 5L);
        assertThat(found).allMatch(file -> file.folder().equals("public/orders"));
        assertThat(landing().list("", "")).extracting(Landed::name).containsExactly("20261125-120000001.csv");
    }

    @Test
    void listBeginsBehindAName() {
        List.of("a", "ab", "b").forEach(name -> put("x", name, name));

        assertThat(landing().list("x", "a")).extracting(Landed::name).containsExactly("ab", "b");
        assertThat(landing().list("x", "aa")).extracting(Landed::name).containsExactly("ab", "b");
        assertThat(landing().list("x", "b")).isEmpty();
    }

    @Test
    void fileIsReadAsItWasListed() {
        put("x", "a.csv", "one,\"zwei ✓\"\n");

        Landed file = landing().list("x", "").get(0);

        assertThat(new String(landing().read(file), StandardCharsets.UTF_8)).isEqualTo("one,\"zwei ✓\"\n");
    }

    @Test
    void fileThatIsAnotherSinceIsRefused() {
        put("x", "a.csv", "one");
        put("x", "b.csv", "one");
        List<Landed> listed = landing().list("x", "");
        put("x", "a.csv", "another");
        remove("x", "b.csv");

        for (Landed file : listed) {
            assertThatThrownBy(() -> landing().read(file))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageStartingWith("Cannot read ")
                    .hasMessageContaining(file.name());
        }
    }
}
