package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Refusal;

/** Somebody else saved another revision than the one that was altered here; nothing of theirs was overwritten. */
public class AlteredMeanwhile extends Refusal {

    private final Revision latest;

    public AlteredMeanwhile(ChangeId id, Revision latest) {
        super(latest.by() + " has saved " + id + " since it was opened here. Nothing changed. Look at what they saved, then decide.");
        this.latest = latest;
    }

    public Revision latest() {
        return latest;
    }
}
