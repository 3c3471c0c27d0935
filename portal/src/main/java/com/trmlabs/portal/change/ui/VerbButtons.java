package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeDesk.Verb;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.ui.Navigation;
import com.trmlabs.portal.ui.ReasonDialog;
import com.trmlabs.portal.ui.ReasonedButton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What can be done to a change besides voting. Buttons of other roles are absent; those that make no sense at this status too;
 * the rest ask the desk, and say why when they are blocked.
 */
final class VerbButtons {

    private final ChangeDesk desk;
    private final CurrentActor current;
    private final Runnable done;

    VerbButtons(ChangeDesk desk, CurrentActor current, Runnable done) {
        this.desk = desk;
        this.current = current;
        this.done = done;
    }

    List<ReasonedButton> of(Page page) {
        boolean operates = current.grants().holds(Role.OPERATOR, page.customer());
        boolean cancels = operates || current.grants().holds(Role.ADMIN, page.customer());
        List<ReasonedButton> buttons = new ArrayList<>();
        if (operates) {
            operating(page).stream().map(verb -> button(page, verb)).forEach(buttons::add);
        }
        if (cancels && !page.status().hasEnded() && page.started().isEmpty()) {
            buttons.add(button(page, Verb.CANCEL));
        }
        return buttons;
    }

    private static List<Verb> operating(Page page) {
        return switch (page.status()) {
            case DRAFT, PLANNED -> editing(page, true);
            case AWAITING_APPROVAL, APPROVED, WAITING_FOR_WINDOW -> editing(page, false);
            case RUNNING -> ending(page, page.paused() ? Verb.RESUME : Verb.PAUSE);
            case ERRORED, FAILED -> ending(page, Verb.RETRY);
            case SUCCEEDED -> page.service().isPresent() ? List.of(Verb.ROLL_BACK) : List.of();
            default -> List.of();
        };
    }

    /** What onboarding asks for was filled in step by step, so it has no form of its own to edit it in. */
    private static List<Verb> editing(Page page, boolean sealable) {
        List<Verb> verbs = new ArrayList<>();
        if (sealable) {
            verbs.add(Verb.SUBMIT);
        }
        if (page.service().isPresent()) {
            verbs.add(Verb.EDIT);
        }
        return verbs;
    }

    private static List<Verb> ending(Page page, Verb first) {
        return page.goingBack() ? List.of(first) : List.of(first, Verb.ABORT);
    }

    private ReasonedButton button(Page page, Verb verb) {
        ChangeId id = page.id();
        ReasonedButton button = switch (verb) {
            case SUBMIT -> submit(page);
            case EDIT -> new ReasonedButton("Edit", () -> Navigation.open("changes/new?change=" + id));
            case CANCEL -> asking("Cancel change...", "Cancel " + id, "It ends here, its votes with it. Nothing has run.", "Cancel change",
                    reason -> desk.cancel(id, reason));
            case PAUSE -> asking("Stop after this step...", "Stop " + id + " after this step",
                    "The step that runs is finished; the next one waits until somebody resumes.", "Stop after this step",
                    reason -> desk.pause(id, reason));
            case RESUME -> new ReasonedButton("Resume", () -> act(() -> desk.resume(id))).primary();
            case ABORT -> asking("Go back...", "End " + id + " and go back", "The run ends; its way back runs: " + page.wayBack(), "Go back",
                    reason -> desk.abort(id, reason));
            case RETRY -> new ReasonedButton("Try the step again", () -> act(() -> desk.retry(id))).primary();
            case ROLL_BACK -> new ReasonedButton("Propose roll back", () -> Navigation.open("changes/new?rollback=" + id));
        };
        return button.unless(desk.refusal(id, verb));
    }

    private ReasonedButton submit(Page page) {
        Runnable submit = () -> act(() -> desk.submit(page.id()));
        boolean notAsAsked = page.changesAsked().isPresent() && page.service().isEmpty();
        return notAsAsked ? new ReasonedButton("Seal as it was", submit)
                : new ReasonedButton(page.votesVoided().isPresent() ? "Seal again" : "Seal plan and submit", submit).primary();
    }

    private ReasonedButton asking(String text, String title, String meaning, String verb, Consumer<String> act) {
        return new ReasonedButton(text, () -> new ReasonDialog(title, meaning, verb, reason -> act(() -> act.accept(reason))).open());
    }

    private void act(Runnable verb) {
        verb.run();
        done.run();
    }
}
