package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.Differing;
import com.trmlabs.portal.kernel.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is another than when a change was sealed last, a line for each object. When something else is asked for since, only what
 * others did: what was edited is told where it was.
 */
final class SinceSealed {

    private static final JsonMapper JSON = JsonMapper.shared();
    /** Fields named of one object, or of what else was resolved. */
    private static final int FEW = 5;
    /** Characters of one value. */
    private static final int AT_A_GLANCE = 80;

    private final Map<String, Difference> before;
    private final Map<String, Difference> after;
    private final Map<String, Map<String, String>> lived;
    private final Map<String, ObjectNode> live;
    private final ObjectNode sealed;
    private final ObjectNode now;
    private final boolean sealDiffers;
    private final boolean basisDiffers;
    private final boolean edited;

    private SinceSealed(Change change, Planning.Planned planned) {
        before = byObject(change.differences());
        after = byObject(planned.plan().differences());
        lived = change.live().objects();
        live = planned.plan().basis();
        sealed = (ObjectNode) JSON.readTree(change.plan());
        now = (ObjectNode) JSON.readTree(planned.seal().text());
        sealDiffers = !planned.seal().fingerprint().equals(Fingerprint.of(change.plan()));
        basisDiffers = !change.basis().filter(planned.seal().basis()::equals).isPresent();
        edited = !now.path("request").equals(sealed.path("request"));
    }

    /** Empty when it would be sealed as it was, upon the same live state. */
    static List<String> lines(Change change, Planning.Planned planned) {
        SinceSealed since = new SinceSealed(change, planned);
        return since.sealDiffers || since.basisDiffers ? since.lines() : List.of();
    }

    private static Map<String, Difference> byObject(List<Difference> differences) {
        return differences.stream().collect(Collectors.toMap(Difference::object, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        Set<String> objects = new LinkedHashSet<>(after.keySet());
        objects.addAll(before.keySet());
        objects.addAll(lived.keySet());
        objects.forEach(object -> words(object).ifPresent(words -> lines.add(object + ": " + words)));
        resolved(path -> path.startsWith("rule")).ifPresent(lines::add);
        if (!edited) {
            resolved(path -> path.startsWith("facts") && !path.contains("objects[")).ifPresent(lines::add);
        }
        if (lines.isEmpty() && !edited) {
            lines.add(resolved(path -> true).orElse(sealDiffers ? "the steps or the resolved values are others than those approved"
                    : "what is live has been altered since it was planned"));
        }
        return lines;
    }

    private Optional<String> words(String object) {
        Difference was = before.get(object);
        Difference is = after.get(object);
        if (was != null && was.action() == Difference.Action.NEW && live.containsKey(object)) {
            return Optional.of("is there already");
        }
        if (is != null && is.action() == Difference.Action.NEW && lived.containsKey(object)) {
            return Optional.of("is not there any more");
        }
        if (is == null && !live.containsKey(object)) {
            return edited ? Optional.empty() : Optional.of("nothing to do any more");
        }
        Map<String, String> told = new LinkedHashMap<>();
        if (!edited && is != null) {
            wanted(was, is, told);
        }
        if (lived.containsKey(object) && live.containsKey(object)) {
            altered(lived.get(object), live.get(object), told);
        }
        if (!edited && was != null && is != null) {
            done(was, is, told);
        }
        return few(told.entrySet().stream().map(field -> (field.getKey() + field.getValue()).strip()).toList());
    }

    /** Either what is live is another, or what is wanted. */
    private static void wanted(@Nullable Difference was, Difference is, Map<String, String> told) {
        Map<String, Difference.Field> earlier = fields(was);
        is.fields().stream().filter(field -> !field.equals(earlier.get(field.path()))).forEach(field -> {
            Difference.Field then = earlier.get(field.path());
            told.put(field.path(), then != null && then.before().equals(field.before()) ? " would be " + field.after().map(SinceSealed::shown).orElse("absent") + " now"
                    : " is " + field.before().map(SinceSealed::shown).orElse("absent") + " now");
        });
        if (told.isEmpty() && was != null && was.action() != is.action() && is.action() != Difference.Action.UNCHANGED) {
            told.put("", "would be " + is.action().name().toLowerCase());
        }
    }

    /** Fields that the plan does not set count as well: whoever approved it saw them as they were. */
    private static void altered(Map<String, String> then, ObjectNode state, Map<String, String> told) {
        boolean secret = state.path("kind").asString("").equals("Secret");
        Map<String, String> values = RequestFields.of(state);
        values.forEach((path, value) -> {
            if (!LiveFields.digest(value).equals(then.get(path))) {
                told.putIfAbsent(path, secret ? " is another now" : " is " + shown(value) + " now");
            }
        });
        then.keySet().stream().filter(path -> !values.containsKey(path)).forEach(path -> told.putIfAbsent(path, " is absent now"));
    }

    private static void done(Difference was, Difference is, Map<String, String> told) {
        Map<String, Difference.Field> left = fields(is);
        was.fields().stream().filter(field -> !left.containsKey(field.path()))
                .forEach(field -> told.putIfAbsent(field.path(), " needs no change any more"));
        if (!was.foreign().equals(is.foreign())) {
            told.put("", "set by " + (is.foreign().isEmpty() ? "nobody else" : String.join(", ", is.foreign())) + " now");
        }
    }

    private static Map<String, Difference.Field> fields(@Nullable Difference difference) {
        return difference == null ? Map.of() : difference.fields().stream()
                .collect(Collectors.toMap(Difference.Field::path, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    /** What stands in the sealed text beside the request: {@code rule.votes: 1 -> 2}. */
    private Optional<String> resolved(Predicate<String> which) {
        Map<String, String> then = RequestFields.of(sealed);
        Map<String, String> today = RequestFields.of(now);
        then.keySet().removeIf(which.negate());
        today.keySet().removeIf(which.negate());
        return few(Change.lines(Differing.between(then, today).within(AT_A_GLANCE)).toList());
    }

    private static Optional<String> few(List<String> words) {
        String named = words.stream().limit(FEW).collect(Collectors.joining(", "));
        return words.isEmpty() ? Optional.empty() : Optional.of(words.size() > FEW ? named + ", and %d more".formatted(words.size() - FEW) : named);
    }

    private static String shown(String value) {
        return value.length() <= AT_A_GLANCE ? value : "%s.. (%d characters)".formatted(value.substring(0, AT_A_GLANCE), value.length());
    }
}
