package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import java.util.Optional;

/**
 * What people do to a change besides voting. Everything refuses with a sentence for a person, and the question behind each
 * refusal can be asked beforehand, so that a page can say why a button is blocked.
 */
public interface ChangeDesk {

    /** Plans it, seals the plan and asks for approval; sealing again voids the votes when the plan differs. */
    void submit(ChangeId id);

    void cancel(ChangeId id, String reason);

    void remark(ChangeId id, String text);

    /** Stops after the present step, until it is resumed. */
    void pause(ChangeId id, String reason);

    void resume(ChangeId id);

    /** Ends the run into its way back. */
    void abort(ChangeId id, String reason);

    /** Tries the failed step once more. */
    void retry(ChangeId id);

    /** Why the actor cannot do this now; absent when it is possible. */
    Optional<String> refusal(ChangeId id, Verb verb);

    /** Admin: no run takes a further step while held. */
    void holdAll(String reason);

    void releaseAll();

    /** Since when, by whom and why all runs are held; absent when they are not. */
    Optional<String> held();

    enum Verb { SUBMIT, EDIT, CANCEL, PAUSE, RESUME, ABORT, RETRY, ROLL_BACK }
}
