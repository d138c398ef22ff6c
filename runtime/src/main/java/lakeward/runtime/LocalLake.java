package lakeward.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Zone;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.Document;
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
    private final Function<String, Document> documents;

    private LocalLake(DuckDb duckdb, DeltaLake lake, Function<String, Document> documents) {
        this.duckdb = duckdb;
        this.lake = lake;
        this.documents = documents;
    }

    static LocalLake open(StateDirectory state, LakeLocation location, LakeSettings settings, Clock clock) {
        deleteAll(state.temporary());
        DuckDb duckdb = DuckDb.open(
                state.temporary(), MEMORY, Math.max(1, Runtime.getRuntime().availableProcessors()));
        LakeFiles files = files(state, location);
        try {
            return new LocalLake(duckdb, new DeltaLake(files, duckdb, settings, clock), documents(state, files));
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

    /** Where the lake is elsewhere the state directory may be lost, so what must not be is kept there, too. */
    private static Function<String, Document> documents(StateDirectory state, LakeFiles files) {
        return files instanceof S3Lake elsewhere
                ? name -> elsewhere.document(Zone.PROCESSED, name)
                : name -> new FileDocument(state.root().resolve(name));
    }

    /** Returns a document that lives as long as the lake. */
    Document document(String name) {
        return documents.apply(name);
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
