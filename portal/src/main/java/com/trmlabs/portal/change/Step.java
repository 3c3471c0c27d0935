package com.trmlabs.portal.change;

import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.StepHandler;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One step of a plan and how its carrying out stands. Each of its states is committed before the next is entered. */
@Entity(name = "change_step")
class Step {

    /** BEGUN: execute may have had its effect. EXECUTED: it has, and is being verified. */
    enum State { NEXT, BEGUN, EXECUTED, DONE, FAILED, SKIPPED }

    private static final JsonMapper JSON = JsonMapper.shared();

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @ManyToOne
    @JoinColumn(name = "change")
    private Change change;
    private boolean back;
    private int position;
    private String type;
    private String title;
    private String params;
    private String impact;
    private String rule;
    private String measure;
    private int weight;
    @Nullable
    private Integer undoes;
    @Enumerated(EnumType.STRING)
    private State state = State.NEXT;
    private String progress = "";
    private String memory = "{}";
    private int attempts;
    @Nullable
    private Instant begun;
    @Nullable
    private Instant ended;
    @Nullable
    private Instant faultySince;
    @Nullable
    private String cause;
    private String evidence = "[]";

    protected Step() {}

    Step(Change change, boolean back, int position, Plan.Step planned) {
        this.change = change;
        this.back = back;
        this.position = position;
        this.type = planned.type();
        this.title = planned.title();
        this.params = Seal.canonical(planned.params());
        this.impact = planned.impact().sentence();
        this.rule = planned.impact().rule();
        this.measure = planned.impact().measure();
        this.weight = planned.impact().weight();
        this.undoes = planned.undoes().isPresent() ? planned.undoes().getAsInt() : null;
    }

    boolean isBack() {
        return back;
    }

    boolean isOpen() {
        return state == State.NEXT || state == State.BEGUN || state == State.EXECUTED;
    }

    boolean isExecuted() {
        return state == State.EXECUTED;
    }

    /** Ever: what was opened again had its effects, too. */
    boolean hasBegun() {
        return attempts > 0 && state != State.SKIPPED;
    }

    boolean isUnderWay() {
        return state == State.BEGUN || state == State.EXECUTED;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean hasFailed() {
        return state == State.FAILED;
    }

    void begin(Instant now) {
        state = State.BEGUN;
        attempts++;
        if (begun == null) {
            begun = now;
        }
    }

    void executed(String did, ObjectNode memory) {
        state = State.EXECUTED;
        remember(did, memory);
    }

    void remember(String progress, ObjectNode memory) {
        this.progress = progress;
        this.memory = JSON.writeValueAsString(memory);
        faultySince = null;
    }

    void done(String did, ObjectNode memory, Instant now) {
        state = State.DONE;
        remember(did.isEmpty() ? progress : did, memory);
        ended = now;
    }

    void fail(String cause, List<Evidence> evidence, Instant now) {
        state = State.FAILED;
        this.cause = cause;
        this.evidence = JSON.writeValueAsString(evidence);
        ended = now;
    }

    void skip() {
        state = State.SKIPPED;
    }

    /** Once more from the start; what was remembered stays, but for signs of failure. */
    void reopen(Instant now) {
        state = State.NEXT;
        cause = null;
        evidence = "[]";
        ended = null;
        begun = now;
        faultySince = null;
        forgetSign();
    }

    /** For this long nobody looked: every limit ends so much later. */
    void postpone(Duration gap) {
        if (begun != null) {
            begun = begun.plus(gap);
        }
        if (faultySince != null) {
            faultySince = faultySince.plus(gap);
        }
        forgetSign();
    }

    private void forgetSign() {
        ObjectNode kept = memory();
        kept.remove(StepHandler.SIGN);
        memory = JSON.writeValueAsString(kept);
    }

    /** Notes a fault of a machine; says how long it has been going on. */
    Duration faulty(String what, Instant now) {
        progress = what;
        if (faultySince == null) {
            faultySince = now;
        }
        return Duration.between(faultySince, now);
    }

    int position() {
        return position;
    }

    String type() {
        return type;
    }

    String title() {
        return title;
    }

    ObjectNode params() {
        return (ObjectNode) JSON.readTree(params);
    }

    ObjectNode memory() {
        return (ObjectNode) JSON.readTree(memory);
    }

    String measure() {
        return measure;
    }

    int weight() {
        return weight;
    }

    String progress() {
        return progress;
    }

    Plan.Impact impact() {
        return new Plan.Impact(impact, rule, measure, weight);
    }

    Optional<Instant> begun() {
        return Optional.ofNullable(begun);
    }

    OptionalInt undoes() {
        return undoes == null ? OptionalInt.empty() : OptionalInt.of(undoes);
    }

    Plan.Step planned() {
        return new Plan.Step(type, title, params(), impact(), undoes());
    }

    ChangeQueries.Step view(String impactLine, Optional<Duration> usual) {
        var status = switch (state) {
            case NEXT -> StepStatus.NEXT;
            case BEGUN, EXECUTED -> StepStatus.NOW;
            case DONE -> StepStatus.DONE;
            case FAILED -> StepStatus.FAILED;
            case SKIPPED -> StepStatus.SKIPPED;
        };
        return new ChangeQueries.Step(position, title, impactLine, status, progress, begun(), Optional.ofNullable(ended), usual, attempts,
                Optional.ofNullable(cause), JSON.readValue(evidence, new TypeReference<List<Evidence>>() {}), undoes());
    }
}
