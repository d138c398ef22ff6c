package lakeward.contract;

import java.util.Optional;
import lakeward.core.port.Document;

/** A document that lives as long as this process. */
public final class MemoryDocument implements Document {
    private volatile Optional<String> text = Optional.empty();

    @Override
    public Optional<String> read() {
        return text;
    }

    @Override
    public void write(String newer) {
        text = Optional.of(newer);
    }
}
