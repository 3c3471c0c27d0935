package com.trmlabs.portal.audit;

import com.trmlabs.portal.kernel.DomainEvent;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a call was about, found in its arguments and in the parts of those that are records. Free text never becomes a name. */
final class About {

    private static final String KERNEL = DomainEvent.class.getPackageName();

    private final List<Object> values;

    About(Object[] arguments) {
        values = Arrays.stream(arguments).flatMap(About::parts).toList();
    }

    String subject() {
        return named().map(value -> Plain.text(value.toString())).orElse("portal");
    }

    /** What the subject was named by, then every id in sight. */
    Stream<Object> names() {
        return Stream.concat(named().stream(), values.stream().filter(About::isId));
    }

    /** The first argument where it names something, else the first id in sight. */
    private Optional<Object> named() {
        return values.stream().filter(value -> value instanceof String || value instanceof Number || value instanceof UUID || isId(value)).findFirst();
    }

    <T> Optional<T> first(Class<T> type) {
        return values.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static boolean isId(Object value) {
        return value.getClass().getPackageName().equals(KERNEL) && value instanceof Record;
    }

    private static Stream<Object> parts(Object argument) {
        return switch (argument) {
            case null -> Stream.empty();
            case Optional<?> optional -> optional.stream().flatMap(About::parts);
            case Record data when !isId(data) -> ids(data);
            default -> Stream.of(argument);
        };
    }

    private static Stream<Object> ids(Record data) {
        return Arrays.stream(data.getClass().getRecordComponents())
                .map(component -> read(component, data))
                .flatMap(part -> part instanceof Optional<?> optional ? optional.stream() : Stream.ofNullable(part))
                .filter(About::isId)
                .map(Object.class::cast);
    }

    private static Object read(RecordComponent component, Record data) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(data);
        } catch (ReflectiveOperationException unreadable) {
            return "";
        }
    }
}
