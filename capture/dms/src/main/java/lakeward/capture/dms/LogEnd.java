package lakeward.capture.dms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.Position;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;

/** How far the files of changes go. */
final class LogEnd {
    private static final Duration RECENT = Duration.ofHours(1);

    private LogEnd() {}

    /** Returns the position of the last transaction that has ended, or the start if there is none. */
    static Position of(Landing landing, DmsSettings settings, Clock clock) {
        Instant now = clock.instant();
        List<Landed> files = landing.list(DmsFormat.CHANGES, Place.file(now.minus(RECENT)));
        Position recent = of(landing, files, now.minus(settings.settle()));
        return recent.equals(Position.START)
                ? of(landing, landing.list(DmsFormat.CHANGES, ""), now.minus(settings.settle()))
                : recent;
    }

    private static Position of(Landing landing, List<Landed> files, Instant settledAt) {
        int count = 0;
        while (count < files.size() && !files.get(count).changedAt().isAfter(settledAt)) {
            count++;
        }
        // What follows may go on with the last transaction, and with no other.
        boolean mayGoOn = count < files.size();
        long goesOn = 0;
        boolean isKnown = false;
        for (int i = count - 1; i >= 0; i--) {
            List<Transaction> transactions = transactions(landing, files.get(i));
            for (int j = transactions.size() - 1; j >= 0; j--) {
                Transaction transaction = transactions.get(j);
                boolean isWhole = !mayGoOn || (isKnown && transaction.commit() != goesOn);
                if (isWhole) {
                    return Place.of(files.get(i).name(), transaction.row());
                }
                goesOn = transaction.commit();
                isKnown = true;
            }
        }
        return Position.START;
    }

    /** The rows of one commit that follow on each other in a file. */
    private record Transaction(int row, long commit) {}

    private static List<Transaction> transactions(Landing landing, Landed file) {
        ChangeRows rows = new ChangeRows(landing, file);
        List<Transaction> transactions = new ArrayList<>();
        while (rows.next()) {
            if (transactions.isEmpty()
                    || transactions.get(transactions.size() - 1).commit() != rows.commit()) {
                transactions.add(new Transaction(rows.number(), rows.commit()));
            }
        }
        return transactions;
    }
}
