package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest answers of all checks for one project. */
public record PreflightReport(ProjectId project, List<Line> lines) {

    /**
     * @param until when it ends by itself
     * @param cause the only finding that it covers
     */
    public record Waiver(String by, Instant at, Instant until, String reason, String cause) {}

    /**
     * @param cause what was found, or that nothing was asked yet
     * @param ofOtherPlan whether it was asked for another plan than the present one
     * @param waiver the one that counts now
     */
    public record Line(String check, String title, Topic topic, boolean strict, State state, String cause, List<Fix> fixes,
            Optional<Instant> checkedAt, boolean ofOtherPlan, Optional<Waiver> waiver) {

        /** Whether building has to wait for it. */
        public boolean blocks() {
            return ofOtherPlan || state == State.FAIL || state == State.NOT_ASKED;
        }
    }

    public enum State { PASS, WARN, FAIL, WAIVED, NOT_ASKED }

    /** @param planned what would be asked for now, as answers keep it */
    static Line line(PreflightCheck check, @Nullable PreflightResult result, String planned, Instant now) {
        if (result == null) {
            return new Line(check.id(), check.title(), check.topic(), check.strict(), State.NOT_ASKED, "Not checked yet.", List.of(),
                    Optional.empty(), false, Optional.empty());
        }
        Optional<Waiver> waiver = result.waiver(now).filter(one -> result.outcome() == PreflightCheck.Outcome.FAIL && !check.strict());
        boolean waived = waiver.filter(one -> one.cause().equals(result.cause())).isPresent();
        String cause = waived ? result.cause() : result.cause() + waiver.map(other -> " What was waived is something else: " + other.cause()).orElse("");
        return new Line(check.id(), check.title(), check.topic(), check.strict(),
                waived ? State.WAIVED : State.valueOf(result.outcome().name()), cause, result.fixes(),
                Optional.of(result.checkedAt()), !result.planned().equals(planned), waived ? waiver : Optional.empty());
    }

    public long count(State state) {
        return lines.stream().filter(line -> line.state() == state).count();
    }

    public boolean blocks() {
        return lines.stream().anyMatch(Line::blocks);
    }

    /** When the oldest of the answers was given; absent while some check was never asked. */
    public Optional<Instant> asOf() {
        return lines.stream().allMatch(line -> line.checkedAt().isPresent())
                ? lines.stream().flatMap(line -> line.checkedAt().stream()).min(Comparator.naturalOrder()) : Optional.empty();
    }

    /** {@code 31 checks: 26 pass, 2 warn, 2 fail, 1 waived}. */
    public String summary() {
        var text = new StringBuilder(lines.size() + " checks: " + count(State.PASS) + " pass");
        for (State state : List.of(State.WARN, State.FAIL, State.WAIVED, State.NOT_ASKED)) {
            if (count(state) > 0) {
                text.append(", ").append(count(state)).append(' ').append(state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        }
        return text.toString();
    }
}
