package com.trmlabs.portal.rehearsal.kubernetes.contract;

import java.util.function.Consumer;
import java.util.stream.Stream;

/** Something that a step, a difference or a drift rule of the portal depends on. */
record Case(String name, Consumer<Play> script) {

    static Stream<Case> all() {
        return Stream.of(ApplyCases.all(), DefaultCases.all(), RefusalCases.all(), ReadCases.all(), RolloutCases.all(), StatefulCases.all(), LifeCases.all(), RightsCases.all(),
                        GapCases.all())
                .flatMap(cases -> cases);
    }

    /** All, or those whose names begin as {@code -Dcontract.case} says. */
    static Stream<Case> asked() {
        return all().filter(scene -> scene.name().startsWith(System.getProperty("contract.case", "")));
    }

    @Override
    public String toString() {
        return name;
    }
}
