package com.trmlabs.portal.helm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What this process does on the signals that end it or ask for its threads. Helm's library takes them for itself the first time it
 * renders; if nobody took them back, neither Ctrl-C nor an orderly stop would reach the portal any more.
 */
final class KeptSignals {

    /** HUP, INT, QUIT and TERM on Linux. */
    private static final List<Integer> SIGNALS = List.of(1, 2, 3, 15);
    /** More than a struct sigaction has, in bytes; what is in it stays opaque here. */
    private static final int ENOUGH = 256;
    private static final MethodHandle SIGACTION = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("sigaction"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private final Map<Integer, MemorySegment> actions = SIGNALS.stream().collect(Collectors.toMap(Function.identity(), KeptSignals::read));

    /** Puts back what was true when this was made. */
    void takeBack() {
        actions.forEach((signal, action) -> call(signal, action, MemorySegment.NULL));
    }

    private static MemorySegment read(int signal) {
        var action = Arena.global().allocate(ENOUGH, Long.BYTES);
        call(signal, MemorySegment.NULL, action);
        return action;
    }

    private static void call(int signal, MemorySegment set, MemorySegment got) {
        try {
            if ((int) SIGACTION.invokeExact(signal, set, got) != 0) {
                throw new IllegalStateException("The system keeps its action on signal " + signal + " to itself");
            }
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
