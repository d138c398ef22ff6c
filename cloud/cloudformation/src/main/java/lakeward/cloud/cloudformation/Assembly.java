package lakeward.cloud.cloudformation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Site;
import lakeward.core.plan.Vendor;

/**
 * The templates of a plan, as a synthesis wrote them.
 *
 * @param stacks in the order in which they are made
 */
public record Assembly(List<Assembled> stacks) {
    /**
     * One template.
     *
     * @param parts ids of what it makes
     * @param outputs by a part's id and the value's name, the output that has it
     * @param trusts by a part's id, the parameters that let somebody in: {@code identity} and {@code external-id}
     */
    record Assembled(
            String name,
            Site site,
            Fields template,
            List<String> parts,
            Map<String, Map<String, String>> outputs,
            Map<String, Map<String, String>> trusts) {}

    public Assembly {
        stacks = List.copyOf(stacks);
    }

    /** Reads a folder that {@code lakeward.cloud.aws.Synth} wrote. */
    public static Assembly read(Path folder) {
        try {
            Fields manifest = (Fields) Content.parse(Files.readString(folder.resolve("manifest.json")));
            List<Assembled> stacks = new ArrayList<>();
            for (Content stack : items(manifest, "stacks")) {
                Fields fields = (Fields) stack;
                stacks.add(new Assembled(
                        text(fields, "name").orElseThrow(),
                        new Site(Vendor.AWS, text(fields, "account"), text(fields, "region")),
                        (Fields) Content.parse(Files.readString(
                                folder.resolve(text(fields, "file").orElseThrow()))),
                        items(fields, "parts").stream()
                                .map(part -> ((Text) part).value())
                                .toList(),
                        texts(fields, "outputs"),
                        texts(fields, "trusts")));
            }
            return new Assembly(stacks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Assembled> stack(String name) {
        return stacks.stream().filter(stack -> stack.name().equals(name)).findFirst();
    }

    private static Map<String, Map<String, String>> texts(Fields fields, String name) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        ((Fields) fields.get(name).orElseThrow()).values().forEach((part, values) -> {
            Map<String, String> each = new TreeMap<>();
            ((Fields) values).values().forEach((key, value) -> each.put(key, ((Text) value).value()));
            all.put(part, each);
        });
        return all;
    }

    private static List<Content> items(Fields fields, String name) {
        return ((Items) fields.get(name).orElseThrow()).values();
    }

    private static Optional<String> text(Fields fields, String name) {
        return fields.get(name).map(value -> ((Text) value).value());
    }
}
