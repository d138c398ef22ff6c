package lakeward.core.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One thing that a target makes of a platform: what a step of a plan is about. To add to it is to return another.
 *
 * @param id names it in this plan and in every later one, for example {@code aws:bucket:raw}
 * @param construct what of a platform it serves, for example {@code table}
 * @param what one phrase for people
 * @param content what it is made from; a part that stands with the same content has nothing to do
 * @param fixed names of content's fields which cannot change where it stands
 * @param rewriting names of content's fields, lists of things with a name and a type or lists of names, of which a
 *     change to what is there writes all its rows again
 * @param needs ids of parts that must stand before it
 * @param holdsData whether taking it away takes data away
 * @param made whether the plan makes it; not what is used where it stands, or what the target does not do
 * @param grants who may do what once it stands
 * @param why one sentence on its fidelity
 */
public record Part(
        String id,
        String construct,
        Site site,
        String what,
        Content.Fields content,
        Set<String> fixed,
        Set<String> rewriting,
        List<String> needs,
        boolean holdsData,
        boolean made,
        List<Grant> grants,
        Fidelity fidelity,
        String why,
        Cost cost) {
    public Part {
        fixed = Collections.unmodifiableSet(new TreeSet<>(fixed));
        rewriting = Collections.unmodifiableSet(new TreeSet<>(rewriting));
        needs = needs.stream().distinct().toList();
        grants = grants.stream().sorted().distinct().toList();
    }

    static Part of(String id, String construct, Site site, String what, Fidelity fidelity, String why) {
        return new Part(
                id,
                construct,
                site,
                what,
                Content.empty(),
                Set.of(),
                Set.of(),
                List.of(),
                false,
                !fidelity.isAbsent(),
                List.of(),
                fidelity,
                why,
                Cost.NOTHING);
    }

    Part content(Content.Fields from) {
        return copy(from, fixed, rewriting, needs, holdsData, made, grants, cost);
    }

    Part fixed(String... fields) {
        return copy(content, Set.of(fields), rewriting, needs, holdsData, made, grants, cost);
    }

    Part rewriting(String... fields) {
        return copy(content, fixed, Set.of(fields), needs, holdsData, made, grants, cost);
    }

    Part needs(Collection<String> more) {
        List<String> all = Stream.concat(needs.stream(), more.stream()).toList();
        return copy(content, fixed, rewriting, all, holdsData, made, grants, cost);
    }

    Part needs(String... more) {
        return needs(List.of(more));
    }

    Part needingOnly(Set<String> these) {
        List<String> fewer = needs.stream().filter(these::contains).toList();
        return copy(content, fixed, rewriting, fewer, holdsData, made, grants, cost);
    }

    Part holdingData() {
        return copy(content, fixed, rewriting, needs, true, made, grants, cost);
    }

    /** Returns the same part as one that is used where it stands. */
    Part existing() {
        return copy(content, fixed, rewriting, needs, false, false, grants, Cost.NOTHING);
    }

    Part granting(Collection<Grant> all) {
        return copy(content, fixed, rewriting, needs, holdsData, made, List.copyOf(all), cost);
    }

    Part costing(Cost monthly) {
        return copy(content, fixed, rewriting, needs, holdsData, made, grants, monthly);
    }

    private Part copy(
            Content.Fields newContent,
            Set<String> newFixed,
            Set<String> newRewriting,
            List<String> newNeeds,
            boolean newHoldsData,
            boolean newMade,
            List<Grant> newGrants,
            Cost newCost) {
        return new Part(
                id,
                construct,
                site,
                what,
                newContent,
                newFixed,
                newRewriting,
                newNeeds,
                newHoldsData,
                newMade,
                newGrants,
                fidelity,
                why,
                newCost);
    }
}
