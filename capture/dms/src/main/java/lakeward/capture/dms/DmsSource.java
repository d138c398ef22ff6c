package lakeward.capture.dms;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Finding;
import lakeward.core.port.KeptLog;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;

/**
 * A PostgreSQL whose tables AWS DMS writes to files: a full load of each, and the changes of all in transaction order. A load
 * that DMS makes anew is another source, whose tables are read anew.
 *
 * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html">Amazon S3 as a target</a>
 */
public final class DmsSource implements Source {
    private final DmsSettings settings;
    private final Map<SourceTable, TableSchema> schemas;
    private final Landing landing;
    private final Clock clock;
    private final LoadFiles loads;
    private final AtomicReference<Optional<Long>> load = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Position>> kept = new AtomicReference<>(Optional.empty());

    private DmsSource(DmsSettings settings, Map<SourceTable, TableSchema> schemas, Landing landing, Clock clock) {
        this.settings = settings;
        this.schemas = new LinkedHashMap<>(schemas);
        this.landing = landing;
        this.clock = clock;
        this.loads = new LoadFiles(landing, settings, clock);
    }

    /**
     * Returns a source that reads the files. Nothing is read yet.
     *
     * @param schemas the columns and keys of the captured tables; the files have the columns in this order
     * @param landing where DMS writes; is closed with the source
     * @param clock of whoever keeps the files
     */
    public static DmsSource open(
            DmsSettings settings, Map<SourceTable, TableSchema> schemas, Landing landing, Clock clock) {
        return new DmsSource(settings, schemas, landing, clock);
    }

    @Override
    public SourceIdentity identity() {
        return new SourceIdentity("dms-" + load(), settings.database(), landing.place());
    }

    @Override
    public String description() {
        return "files of AWS DMS, %s".formatted(landing.place());
    }

    @Override
    public List<Finding> diagnose(Collection<SourceTable> tables) {
        List<Finding> findings = new ArrayList<>();
        for (SourceTable table : tables) {
            TableSchema schema = schemas.get(table);
            if (schema == null) {
                findings.add(Finding.blocking(
                        "The columns of '%s' are not known, and files of DMS do not tell them".formatted(table),
                        "lakeward schema pull"));
            } else if (schema.key().isEmpty()) {
                findings.add(Finding.blocking(
                        "'%s' has no primary key, so DMS writes no updates and deletes of it".formatted(table),
                        "ALTER TABLE %s ADD PRIMARY KEY (...)".formatted(table)));
            } else {
                findings.add(Finding.fine("'%s' has %d columns and key %s"
                        .formatted(table, schema.columns().size(), schema.key())));
            }
        }
        return findings;
    }

    @Override
    public Map<SourceTable, TableSchema> schemas(Collection<SourceTable> tables) {
        Map<SourceTable, TableSchema> wanted = new LinkedHashMap<>(schemas);
        if (!tables.isEmpty()) {
            wanted.keySet().retainAll(tables);
        }
        return wanted;
    }

    @Override
    public Position keepLog(Collection<SourceTable> tables, Optional<Position> stored) {
        Position from = stored.orElseGet(() -> LogEnd.of(landing, settings, clock));
        // Whether it can be gone on from is found out at once, rather than when it is followed.
        new FileQueue(landing, settings, clock, from);
        kept.set(Optional.of(from));
        return from;
    }

    @Override
    public SourceSnapshot snapshot() {
        requireSameLoad();
        return new DmsSnapshot(landing, settings, clock, loads);
    }

    @Override
    public ChangeFeed follow(Map<CapturedTable, Position> tables, CaptureSettings capture) {
        Position start = tables.values().stream().min(Position::compareTo).orElse(Position.START);
        load();
        LoadWatch watch = new LoadWatch(settings.loaded().dividedBy(6), clock, this::requireSameLoad);
        ChangeReader reader = new ChangeReader(landing, settings, clock, start);
        return new DmsFeed(reader, tables, start, capture, clock, watch, this::confirm);
    }

    /** Returns when the load was done that this source is, which is the one that it saw first. */
    private long load() {
        return load.updateAndGet(known -> known.or(() -> Optional.of(loads.loadedAt(schemas.keySet()))))
                .orElseThrow();
    }

    private void requireSameLoad() {
        loads.requireSame(schemas.keySet(), load());
    }

    private void confirm(Position stored) {
        kept.updateAndGet(before -> before.map(stored::max));
    }

    @Override
    public Optional<KeptLog> keptLog() {
        return kept.get().map(from -> {
            String after = from.equals(Position.START) ? "" : Place.file(from);
            long size = landing.list(DmsFormat.CHANGES, after).stream()
                    .mapToLong(Landed::size)
                    .sum();
            return new KeptLog(landing.place(), from, new ByteSize(size));
        });
    }

    /** Forgets what is kept. The files are DMS's own: they stay. */
    @Override
    public void detach() {
        kept.set(Optional.empty());
    }

    @Override
    public void close() {
        landing.close();
    }
}
