package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of paths into an object. Steps of a path are written as in managed fields: {@code f:spec},
 * {@code k:{"name":"web"}}, {@code v:"x"}. Sets are not changed once they are handed out.
 *
 * @param members steps that are in the set themselves
 * @param children what is in the set below a step; never empty sets
 */
record FieldSet(SortedSet<String> members, SortedMap<String, FieldSet> children) {

    static FieldSet empty() {
        return new FieldSet(new TreeSet<>(), new TreeMap<>());
    }

    static FieldSet of(String... steps) {
        return of(List.of(steps));
    }

    static FieldSet of(List<String> path) {
        var set = empty();
        set.insert(path);
        return set;
    }

    boolean isEmpty() {
        return members.isEmpty() && children.isEmpty();
    }

    FieldSet under(String step) {
        return children.getOrDefault(step, empty());
    }

    /** Only while a set is being built. */
    void insert(List<String> path) {
        var first = path.getFirst();
        if (path.size() == 1) {
            members.add(first);
        } else {
            children.computeIfAbsent(first, step -> empty()).insert(path.subList(1, path.size()));
        }
    }

    FieldSet union(FieldSet other) {
        var result = new FieldSet(new TreeSet<>(members), new TreeMap<>(children));
        result.members.addAll(other.members);
        other.children.forEach((step, child) -> result.children.merge(step, child, FieldSet::union));
        return result;
    }

    FieldSet intersection(FieldSet other) {
        var result = empty();
        result.members.addAll(members);
        result.members.retainAll(other.members);
        children.forEach((step, child) -> result.putChild(step, child.intersection(other.under(step))));
        return result;
    }

    /** Without the paths of the other set; what lies below them stays. */
    FieldSet difference(FieldSet other) {
        var result = empty();
        result.members.addAll(members);
        result.members.removeAll(other.members);
        children.forEach((step, child) -> result.putChild(step, child.difference(other.under(step))));
        return result;
    }

    /** Without the paths of the other set and all that lies below them. */
    FieldSet without(FieldSet other) {
        var result = empty();
        result.members.addAll(members);
        result.members.removeAll(other.members);
        children.forEach((step, child) -> {
            if (!other.members.contains(step)) {
                result.putChild(step, child.without(other.under(step)));
            }
        });
        return result;
    }

    /** Also with the declared fields on the way to a member. */
    FieldSet withNamedFields(Type type) {
        var result = empty();
        result.members.addAll(members);
        children.forEach((step, child) -> {
            if (step.startsWith("f:") && type.declares(step.substring(2))) {
                result.members.add(step);
            }
            result.putChild(step, stepInto(type, step).map(child::withNamedFields).orElse(child));
        });
        return result;
    }

    /** All paths, shortest first at each step. */
    List<List<String>> paths() {
        var paths = new ArrayList<List<String>>();
        collect(List.of(), paths);
        return paths;
    }

    private void collect(List<String> prefix, List<List<String>> into) {
        var steps = new TreeSet<>(members);
        steps.addAll(children.keySet());
        for (var step : steps) {
            var path = new ArrayList<>(prefix);
            path.add(step);
            if (members.contains(step)) {
                into.add(path);
            }
            under(step).collect(path, into);
        }
    }

    ObjectNode toJson() {
        var json = Json.object();
        members.forEach(step -> json.set(step, Json.object()));
        children.forEach((step, child) -> {
            var below = child.toJson();
            if (members.contains(step)) {
                below.set(".", Json.object());
            }
            json.set(step, below);
        });
        return json;
    }

    static FieldSet fromJson(ObjectNode json) {
        var set = empty();
        json.properties().forEach(entry -> {
            if (entry.getKey().equals(".")) {
                return;
            }
            var below = (ObjectNode) entry.getValue();
            if (below.isEmpty() || below.has(".")) {
                set.members.add(entry.getKey());
            }
            set.putChild(entry.getKey(), fromJson(below));
        });
        return set;
    }

    private void putChild(String step, FieldSet child) {
        if (!child.isEmpty()) {
            children.put(step, child);
        }
    }

    private static Optional<Type> stepInto(Type type, String step) {
        if (type instanceof ListOf list) {
            return Optional.of(list.item());
        }
        return step.startsWith("f:") ? type.child(step.substring(2)) : Optional.empty();
    }
}
