package lakeward.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Zone;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.Document;
import lakeward.core.port.Landing;
import lakeward.core.port.ModelEngine;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.TableComparer;
import lakeward.core.port.TableStore;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;
import lakeward.lake.DeltaLake;
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.FileDocument;
import lakeward.lake.files.LakeFiles;
import lakeward.lake.s3.S3Lake;
import lakeward.transform.DuckDbModels;
import lakeward.transform.DuckDbQueries;

/** The lake of a state directory, and the engines that compute over it. */
final class LocalLake implements AutoCloseable {
    private static final ByteSize MEMORY = ByteSize.mebibytes(512);

    private final DuckDb duckdb;
    private final DeltaLake lake;
    private final LakeFiles files;
    private final StateDirectory state;

    private LocalLake(DuckDb duckdb, DeltaLake lake, LakeFiles files, StateDirectory state) {
        this.duckdb = duckdb;
        this.lake = lake;
        this.files = files;
        this.state = state;
    }

    static LocalLake open(StateDirectory state, LakeLocation location, LakeSettings settings, Clock clock) {
        deleteAll(state.temporary());
        DuckDb duckdb = DuckDb.open(
                state.temporary(), MEMORY, Math.max(1, Runtime.getRuntime().availableProcessors()));
        LakeFiles files = files(state, location);
        try {
            return new LocalLake(duckdb, new DeltaLake(files, duckdb, settings, clock), files, state);
        } catch (PlatformException e) {
            files.close();
            duckdb.close();
            throw e;
        }
    }

    private static LakeFiles files(StateDirectory state, LakeLocation location) {
        if (location instanceof LakeLocation.Buckets buckets) {
            return new S3Lake(
                    buckets.zones(), buckets.written(), buckets.settings(), state.lakeCache(), buckets.cache());
        }
        return new DirectoryLake(state.lake());
    }

    /** Returns a document that lives as long as the lake: where that is elsewhere, the state directory may be lost. */
    Document document(String name) {
        return files instanceof S3Lake elsewhere
                ? elsewhere.document(Zone.PROCESSED, name)
                : new FileDocument(state.root().resolve(name));
    }

    /** Returns files that others write beside the lake, which is elsewhere. */
    Landing landing(URI place) {
        return ((S3Lake) files).landing(place);
    }

    CaptureStore captures() {
        return lake;
    }

    TableStore tables() {
        return lake;
    }

    TableComparer comparer() {
        return lake;
    }

    ModelEngine models() {
        return new DuckDbModels(lake, duckdb);
    }

    QueryEngine queries() {
        return new DuckDbQueries(lake, duckdb, new DuckDbParser(duckdb));
    }

    @Override
    public void close() {
        lake.close();
        duckdb.close();
    }

    /** What a killed process left behind is of no use to anyone. */
    private static void deleteAll(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
