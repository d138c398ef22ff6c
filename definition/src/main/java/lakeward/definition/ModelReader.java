package lakeward.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Model;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Zone;
import lakeward.core.port.SqlParser;
import lakeward.definition.ModelFile.Constraint;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.sql.ModelSql;
import lakeward.definition.sql.Tables;
import lakeward.definition.yaml.Written;

/** Checks models in an order in which each comes after those that it reads. */
final class ModelReader implements Tables {
    private final ModelSql sql;
    private final LakeTables tables;
    private final Problems problems;
    private final Map<String, ModelFile> files = new LinkedHashMap<>();
    private final Map<String, Optional<TableSchema>> schemas = new HashMap<>();
    private final Set<String> underWay = new LinkedHashSet<>();
    private final Map<String, String> broken = new HashMap<>();
    private final List<Model> models = new ArrayList<>();
    private Map<String, Duration> delays = Map.of();

    ModelReader(SqlParser parser, LakeTables tables, Problems problems) {
        this.sql = new ModelSql(parser, problems);
        this.tables = tables;
        this.problems = problems;
    }

    List<Model> read(DefinitionFiles.Found found, List<ModelSettings> settings) {
        found.broken().forEach(name -> broken.put(key(name), name));
        for (ModelFile file : found.models()) {
            ModelFile first = files.putIfAbsent(key(file.name().value()), file);
            if (first != null) {
                problems.add(
                        file.name().place(),
                        "Cannot name a second model '%s': %s has it already. Rename one."
                                .formatted(
                                        file.name().value(),
                                        first.name().place().file()));
            }
        }
        delays = delays(settings);
        files.keySet().stream().sorted().forEach(this::check);
        return models;
    }

    private Map<String, Duration> delays(List<ModelSettings> settings) {
        Map<String, Duration> byModel = new HashMap<>();
        for (ModelSettings model : settings) {
            String name = model.name().value();
            boolean known = name.equals(ModelSettings.DEFAULTS)
                    || files.containsKey(key(name))
                    || broken.containsKey(key(name));
            if (!known) {
                problems.add(
                        model.name().place(),
                        "Cannot set anything of model '%s': there is no such model.%s"
                                .formatted(
                                        name,
                                        Spelling.nearest(name, names())
                                                .map(" Did you mean '%s'?"::formatted)
                                                .orElse(" Take it out.")));
            }
            model.maxDelay().ifPresent(delay -> byModel.put(key(name), delay));
        }
        return byModel;
    }

    /** Checks a model, after those it reads, and returns its columns if they are known. */
    private Optional<TableSchema> check(String key) {
        if (schemas.containsKey(key)) {
            return schemas.get(key);
        }
        ModelFile file = files.get(key);
        underWay.add(key);
        Optional<ModelSql.Checked> checked = sql.select(file.select(), this);
        underWay.remove(key);
        Optional<TableSchema> schema = checked.flatMap(ModelSql.Checked::schema);
        schemas.put(key, schema);
        schema.ifPresent(columns -> models.add(new Model(
                file.name().value(),
                checked.orElseThrow().query(),
                columns,
                expectations(file, columns),
                delays.getOrDefault(key, delays.getOrDefault(ModelSettings.DEFAULTS, Duration.ZERO)),
                file.name().place().file(),
                file.comment())));
        return schema;
    }

    private List<Expectation> expectations(ModelFile file, TableSchema schema) {
        List<Expectation> expectations = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Constraint constraint : file.constraints()) {
            String name = constraint.name().value();
            if (!names.add(key(name))) {
                problems.add(
                        constraint.name().place(),
                        "Cannot name two expectations '%s': counts are kept by name. Rename one.".formatted(name));
            }
            sql.condition(constraint.condition(), file.name().value(), schema)
                    .ifPresent(
                            condition -> expectations.add(new Expectation(name, condition, constraint.onViolation())));
        }
        return expectations;
    }

    @Override
    public Optional<Found> find(List<String> path) {
        String name = path.get(path.size() - 1);
        if (path.size() == 1) {
            Optional<Found> processed = tables.find(Zone.PROCESSED, name);
            boolean either = files.containsKey(key(name)) && processed.isPresent() && !tables.isOpen();
            return either ? Optional.empty() : model(name).or(() -> processed);
        }
        if (path.size() > 2) {
            return Optional.empty();
        }
        return switch (key(path.get(0))) {
            case "raw" -> tables.find(Zone.RAW, name);
            case "processed" -> tables.find(Zone.PROCESSED, name);
            case "curated" -> model(name);
            default -> Optional.empty();
        };
    }

    private Optional<Found> model(String name) {
        ModelFile file = files.get(key(name));
        if (file == null) {
            return Optional.ofNullable(broken.get(key(name)))
                    .map(other -> new Found(new TableId(Zone.CURATED, other), Optional.empty()));
        }
        TableId id = new TableId(Zone.CURATED, file.name().value());
        if (underWay.contains(key(name))) {
            circle(key(name));
            return Optional.of(new Found(id, Optional.empty()));
        }
        return Optional.of(new Found(id, check(key(name))));
    }

    /** Reports models that read each other, at the first one's name. */
    private void circle(String back) {
        List<String> path = new ArrayList<>(underWay);
        List<String> circle = new ArrayList<>(path.subList(path.indexOf(back), path.size()));
        List<String> named = new ArrayList<>(
                circle.stream().map(key -> files.get(key).name().value()).toList());
        Written<String> first = files.get(back).name();
        named.add(first.value());
        problems.add(
                first.place(),
                "Cannot build model '%s': it reads itself (%s). Take one of these out of another."
                        .formatted(first.value(), String.join(" reads ", named)));
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(files.values().stream()
                .map(file -> file.name().value())
                .sorted()
                .toList());
        names.addAll(tables.names());
        files.values().forEach(file -> names.add("curated." + file.name().value()));
        return names;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
