package com.trmlabs.portal.change;

import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.kernel.ChangeId;

/** For modules that bring kinds of change: they write drafts here, and look plans up. The caller checks rights at the target. */
public interface Drafts {

    ChangeId draft(Intent intent, String reason, String ticket);

    /**
     * Alters a draft or a change that has not begun: votes no longer count and it has to be sealed again. Its revision is then the next.
     *
     * @param begunFrom the revision that whoever alters it looked at
     * @throws AlteredMeanwhile when there is a later one
     */
    void alter(ChangeId id, int begunFrom, Intent intent, String reason, String ticket);

    /** The latest. */
    Revision revision(ChangeId id);

    /** @throws com.trmlabs.portal.kernel.NotFound also when it may not be seen */
    Intent intent(ChangeId id);

    /** The plan of something not written down, as it would be now. */
    Plan preview(Intent intent);

    /** The impact line of a plan's most noticed step, with its measured runs. */
    String impact(Plan plan);
}
