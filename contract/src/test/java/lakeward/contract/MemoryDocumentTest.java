package lakeward.contract;

import java.util.HashMap;
import java.util.Map;
import lakeward.core.port.Document;

class MemoryDocumentTest extends DocumentContract {
    private final Map<String, Document> documents = new HashMap<>();

    @Override
    protected Document open(String name) {
        return documents.computeIfAbsent(name, any -> new MemoryDocument());
    }
}
