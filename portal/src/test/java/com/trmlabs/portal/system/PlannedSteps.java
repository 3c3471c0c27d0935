package com.trmlabs.portal.system;

import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.change.spi.StepHandler.Context;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Carries out steps of a plan one by one, without a change around them: what the API server refuses costs only that step. */
class PlannedSteps {

    private final Map<String, StepHandler> handlers;

    PlannedSteps(List<StepHandler> handlers) {
        this.handlers = handlers.stream().collect(Collectors.toMap(StepHandler::type, Function.identity()));
    }

    /** Verb and kind of the steps that the API server refuses; on what is there already, nothing is altered. */
    Set<String> refused(List<Plan.Step> steps) {
        Set<String> refused = new TreeSet<>();
        for (Plan.Step step : steps) {
            try {
                handler(step).execute(context(step));
            } catch (KubernetesFault.Refused forbidden) {
                refused.add(words(step));
            }
        }
        return refused;
    }

    /** As the comments of the rules name it: {@code Apply Deployment}, {@code Remove}. */
    static String words(Plan.Step step) {
        String[] words = step.title().split(" ");
        return words[0].equals("Remove") ? words[0] : words[0] + " " + words[1];
    }

    StepHandler handler(Plan.Step step) {
        return handlers.get(step.type());
    }

    static Context context(Plan.Step step) {
        return new Context(new ChangeId(1), step.params(), JsonMapper.shared().createObjectNode(), Instant.now(), Instant.now(), () -> {});
    }
}
