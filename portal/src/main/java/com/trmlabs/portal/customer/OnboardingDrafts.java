package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.StepSave.Conflict;
import com.trmlabs.portal.customer.StepSave.Done;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Differing;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Onboardings under way: started, saved step by step, left and resumed at will, submitted as one change. Before an onboarding
 * has a customer, only who started it and people who may see everything see it.
 */
@Component
@PreAuthorize("isAuthenticated()")
public class OnboardingDrafts {

    private final OnboardingStore onboardings;
    private final SavedStepStore steps;
    private final CustomerStore customers;
    private final ProjectStore projects;
    private final CustomerRegistration customerRegistration;
    private final ProjectRegistration projectRegistration;
    private final CurrentActor current;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    OnboardingDrafts(OnboardingStore onboardings, SavedStepStore steps, CustomerStore customers, ProjectStore projects,
            CustomerRegistration customerRegistration, ProjectRegistration projectRegistration, CurrentActor current,
            ApplicationEventPublisher events, Clock clock) {
        this.onboardings = onboardings;
        this.steps = steps;
        this.customers = customers;
        this.projects = projects;
        this.customerRegistration = customerRegistration;
        this.projectRegistration = projectRegistration;
        this.current = current;
        this.events = events;
        this.clock = clock;
    }

    /** Starts one; the actor's own that is still empty is taken up again instead. */
    @Activity("onboarding.start")
    @Transactional
    public OnboardingDraft start() {
        if (!starts()) {
            throw new AccessDeniedException("Operators onboard customers, and each customer once. Nothing changed. For a further project, open its customer.");
        }
        return onboardings.empty(me()).map(this::draft).orElseGet(() -> begin(Optional.empty()));
    }

    /** Whether there can be a customer for the actor to register: whose role is limited registers those that it names. */
    @Transactional(readOnly = true)
    public boolean starts() {
        var operating = current.grants().of(Role.OPERATOR);
        return operating.seesAll() || operating.customers().stream().anyMatch(customer -> !customers.existsById(customer.value()));
    }

    /** Whether the actor may go on with it, as long as it is open. */
    public boolean operates(OnboardingDraft draft) {
        return operates(draft.customer(), draft.startedById());
    }

    private boolean operates(Optional<CustomerId> customer, PersonId starter) {
        var operating = current.grants().of(Role.OPERATOR);
        return customer.map(operating::sees).orElseGet(() -> operating.seesAll() || operating.holds(Role.OPERATOR) && starter.equals(current.actor().person()));
    }

    /** Starts one for a customer that is registered: a further project. */
    @Activity("onboarding.start")
    @Transactional
    public OnboardingDraft startFor(CustomerId customer) {
        current.requireSight(customer, "customer " + customer);
        current.require(Role.OPERATOR, customer);
        if (!customers.existsById(customer.value())) {
            throw new NotFound("customer " + customer);
        }
        return begin(Optional.of(customer));
    }

    /** Starts one with the answers of a submitted one, whose change was not what was wanted, or did not succeed. */
    @Activity("onboarding.start")
    @Transactional
    public OnboardingDraft startAgain(long id) {
        OnboardingDraft submitted = find(id);
        CustomerId customer = submitted.customer().filter(named -> submitted.state() == OnboardingDraft.State.SUBMITTED)
                .orElseThrow(() -> new Refusal("Onboarding " + id + " was not submitted: go on with it, or start a new one."));
        current.require(Role.OPERATOR, customer);
        long again = begin(Optional.of(customer)).id();
        var onboarding = onboardings.findById(again).orElseThrow();
        submitted.project().ifPresent(onboarding::nameProject);
        onboardings.saveAndFlush(onboarding);
        submitted.steps().forEach((step, saved) -> {
            var copy = new SavedStep(new SavedStep.Key(again, step));
            copy.write(saved.data(), current.actor().name(), clock.instant());
            steps.save(copy);
        });
        steps.flush();
        return find(again);
    }

    /** Those of a project that were submitted, the newest first. */
    @Transactional(readOnly = true)
    public List<OnboardingDraft> submitted(ProjectId project) {
        return drafts(onboardings.findByProjectAndStateOrderByIdDesc(project.value(), OnboardingDraft.State.SUBMITTED).stream().filter(this::sees).toList());
    }

    /** The one that was submitted as this change. */
    @Transactional(readOnly = true)
    public OnboardingDraft submittedAs(String change) {
        return draft(onboardings.findByOutcome(change).filter(this::sees).orElseThrow(() -> new NotFound("onboarding of " + change)));
    }

    private OnboardingDraft begin(Optional<CustomerId> customer) {
        var started = onboardings.saveAndFlush(new StartedOnboarding(customer.orElse(null), current.actor(), clock.instant()));
        events.publishEvent(started.event("onboarding.start", Optional.empty(), Map.of(), Map.of()));
        return started.draft(Map.of());
    }

    @Transactional(readOnly = true)
    public OnboardingDraft find(long id) {
        return draft(onboardings.findById(id).filter(this::sees).orElseThrow(() -> new NotFound("onboarding " + id)));
    }

    /** Those under way, the one saved last first. @param text looked for in the name, as far as one was typed, and the short name */
    @Transactional(readOnly = true)
    public List<OnboardingDraft> open(String text, int offset, int limit) {
        var seen = current.grants();
        return drafts(onboardings.open(seen.seesAll(), seen.customerNames(), me(), wanted(text), offset, limit));
    }

    @Transactional(readOnly = true)
    public int countOpen(String text) {
        var seen = current.grants();
        return onboardings.countOpen(seen.seesAll(), seen.customerNames(), me(), wanted(text));
    }

    /** Those under way that the actor may go on with and in which something was typed, the one saved last first. */
    @Transactional(readOnly = true)
    public List<OnboardingDraft> toContinue(int limit) {
        var operating = current.grants().of(Role.OPERATOR);
        return operating.holds(Role.OPERATOR) ? drafts(onboardings.typed(operating.seesAll(), operating.customerNames(), me(), limit)) : List.of();
    }

    @Transactional(readOnly = true)
    public int countToContinue() {
        var operating = current.grants().of(Role.OPERATOR);
        return operating.holds(Role.OPERATOR) ? onboardings.countTyped(operating.seesAll(), operating.customerNames(), me()) : 0;
    }

    /**
     * Saves what was typed at a step, right or not.
     *
     * @param seen the version that it was typed over, 0 when there was none
     */
    @Activity("onboarding.save")
    @Transactional
    public StepSave save(long id, String step, int seen, ObjectNode typed) {
        var onboarding = edited(id);
        var key = new SavedStep.Key(id, step);
        var known = steps.findById(key);
        if (known.filter(saved -> saved.data().equals(typed)).isPresent()) {
            return new Done(draft(onboarding));
        }
        if (known.map(SavedStep::version).orElse(0) != seen) {
            return new Conflict(known.orElseThrow().saved());
        }
        var before = known.map(saved -> fields(step, saved.data())).orElse(Map.of());
        var saved = known.orElseGet(() -> new SavedStep(key));
        saved.write(typed, current.actor().name(), clock.instant());
        steps.saveAndFlush(saved);
        var edit = Differing.between(before, fields(step, typed));
        events.publishEvent(onboarding.event("onboarding.save", Optional.empty(), edit.before(), edit.after()));
        return new Done(draft(onboarding));
    }

    private static Map<String, String> fields(String step, ObjectNode data) {
        return data.properties().stream().collect(Collectors.toMap(field -> step + "." + field.getKey(), field -> field.getValue().toString()));
    }

    /** The step Customer is complete: registers the customer, or revises the one that this onboarding is for. */
    @Activity("customer.register")
    @Transactional
    public void nameCustomer(long id, CustomerDetails details) {
        var onboarding = edited(id);
        if (onboarding.customer().filter(details.id()::equals).isPresent()) {
            customerRegistration.revise(details);
        } else if (onboarding.customer().isPresent()) {
            throw new Refusal("This onboarding is for " + onboarding.customer().get() + "; the short name stays.");
        } else {
            customerRegistration.register(details);
            onboarding.nameCustomer(details.id());
            onboardings.save(onboarding);
        }
    }

    /** The step Connect is complete: registers the project. One that this onboarding named before is forgotten. */
    @Activity("project.register")
    @Transactional
    public void nameProject(long id, ProjectDetails details) {
        var onboarding = edited(id);
        Optional<ProjectId> earlier = onboarding.project().filter(named -> !named.equals(details.id()));
        projectRegistration.register(details);
        onboarding.nameProject(details.id());
        onboardings.saveAndFlush(onboarding);
        earlier.ifPresent(this::forgetUnlessNeeded);
    }

    /** So that another customer can have it, when it was named by mistake. */
    private void forgetUnlessNeeded(ProjectId project) {
        if (!projects.findById(project.value()).orElseThrow().isFixed()
                && onboardings.findByProjectAndStateOrderByIdDesc(project.value(), OnboardingDraft.State.OPEN).isEmpty()) {
            projectRegistration.forget(project);
        }
    }

    /**
     * Ends it with what {@code submission} returns, the number of the change. Two people who submit at the same moment get one
     * change: the second is refused. So is who looked at other answers than those saved now.
     *
     * @param reviewed as the person saw it
     * @param last the step at which it is submitted, which may have been saved since
     */
    @Activity("onboarding.submit")
    @Transactional
    public String submit(OnboardingDraft reviewed, String last, Supplier<String> submission) {
        var onboarding = edited(reviewed.id());
        draft(onboarding).steps().forEach((step, saved) -> {
            if (!step.equals(last) && saved.version() != reviewed.version(step)) {
                throw new SavedMeanwhile(saved.by(), step);
            }
        });
        String change = submission.get();
        onboarding.submit(change, clock.instant());
        onboardings.save(onboarding);
        return change;
    }

    /** Gives it up; its project is forgotten, unless a change builds on it or another onboarding names it. */
    @Activity("onboarding.discard")
    @Transactional
    public void discard(long id, String reason) {
        var onboarding = edited(id);
        onboarding.discard(reason, clock.instant());
        onboardings.saveAndFlush(onboarding);
        onboarding.project().ifPresent(this::forgetUnlessNeeded);
    }

    private StartedOnboarding edited(long id) {
        var onboarding = onboardings.locked(id).filter(this::sees).orElseThrow(() -> new NotFound("onboarding " + id));
        onboarding.customer().ifPresent(customer -> current.require(Role.OPERATOR, customer));
        if (!operates(onboarding.customer(), onboarding.startedBy())) {
            throw new AccessDeniedException("Operators onboard customers.");
        }
        onboarding.requireOpen();
        return onboarding;
    }

    private boolean sees(StartedOnboarding onboarding) {
        return onboarding.customer().map(current.grants()::sees)
                .orElseGet(() -> current.grants().seesAll() || onboarding.startedBy().equals(current.actor().person()));
    }

    private String me() {
        return current.actor().person().value();
    }

    private static String wanted(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private OnboardingDraft draft(StartedOnboarding onboarding) {
        return drafts(List.of(onboarding)).getFirst();
    }

    private List<OnboardingDraft> drafts(List<StartedOnboarding> page) {
        Map<Long, Map<String, OnboardingDraft.Saved>> saved = steps.findByKeyOnboardingIn(page.stream().map(StartedOnboarding::id).toList()).stream()
                .collect(Collectors.groupingBy(SavedStep::onboarding, Collectors.toMap(SavedStep::step, SavedStep::saved)));
        return page.stream().map(onboarding -> onboarding.draft(saved.getOrDefault(onboarding.id(), Map.of()))).toList();
    }
}
