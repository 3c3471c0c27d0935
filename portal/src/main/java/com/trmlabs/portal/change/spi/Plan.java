package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.change.Difference;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a change will do.
 *
 * @param facts resolved values, release digests and targets: sealed together with the steps
 * @param steps in order
 * @param back the way back, in order; a step that undoes one which never began is skipped
 * @param differences against what is live; told to people, not sealed
 * @param basis the live state that the differences were computed from, by object as these name it; its digest stands beside the seal
 * @param safePoint and {@code wayBack}: one sentence each
 */
public record Plan(ObjectNode facts, List<Step> steps, List<Step> back, List<Difference> differences, Map<String, ObjectNode> basis, String safePoint,
        String wayBack) {

    /**
     * One durable step.
     *
     * @param type says which {@link StepHandler} carries it out
     * @param params all that the handler needs; sealed, so never a secret
     * @param impact what users of the service notice
     * @param undoes in a way back: the position of the step, from 1, without whose begin there is nothing to undo
     */
    public record Step(String type, String title, ObjectNode params, Impact impact, OptionalInt undoes) {

        public Step(String type, String title, ObjectNode params, Impact impact) {
            this(type, title, params, impact, OptionalInt.empty());
        }

        public Step undoing(int position) {
            return new Step(type, title, params, impact, OptionalInt.of(position));
        }
    }

    /**
     * @param sentence for people
     * @param rule the rule that says so, for example {@code api.rolling}
     * @param measure under which name runs of such steps are measured, for example {@code rollout api}
     * @param weight orders sentences: 0 nothing is noticed, 1 noticed by operators, 2 interruption or loss
     */
    public record Impact(String sentence, String rule, String measure, int weight) {}
}
