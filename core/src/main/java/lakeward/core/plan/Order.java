package lakeward.core.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts parts in an order in which each stands after what it needs, and otherwise as they were. */
final class Order {
    private enum State {
        NEW,
        WAITING,
        PLACED
    }

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, State> states = new LinkedHashMap<>();
    private final List<Part> ordered = new ArrayList<>();

    private Order(Collection<Part> parts) {
        for (Part part : parts) {
            if (this.parts.putIfAbsent(part.id(), part) != null) {
                throw new IllegalArgumentException(
                        "Cannot plan %s twice: a part's id is its own. Remove one.".formatted(part.id()));
            }
            states.put(part.id(), State.NEW);
        }
    }

    /** Returns the parts in order. Takes as long as there are parts and needs, and no stack. */
    static List<Part> of(Collection<Part> parts) {
        Order order = new Order(parts);
        order.parts.keySet().forEach(order::place);
        return order.ordered;
    }

    private void place(String first) {
        Deque<String> open = new ArrayDeque<>();
        open.push(first);
        while (!open.isEmpty()) {
            String id = open.peek();
            switch (states.get(id)) {
                case NEW -> {
                    states.put(id, State.WAITING);
                    List<String> needs = parts.get(id).needs();
                    for (int i = needs.size() - 1; i >= 0; i--) {
                        enter(id, needs.get(i), open);
                    }
                }
                case WAITING -> {
                    states.put(id, State.PLACED);
                    ordered.add(parts.get(id));
                    open.pop();
                }
                case PLACED -> open.pop();
            }
        }
    }

    private void enter(String id, String need, Deque<String> open) {
        State state = states.get(need);
        if (state == null) {
            throw new IllegalArgumentException(
                    "Cannot plan %s: it needs %s, which is no part. Add that.".formatted(id, need));
        }
        if (state == State.WAITING) {
            throw new IllegalArgumentException(
                    "Cannot plan %s: it and %s need each other. Take one need out.".formatted(id, need));
        }
        if (state == State.NEW) {
            open.push(need);
        }
    }
}
