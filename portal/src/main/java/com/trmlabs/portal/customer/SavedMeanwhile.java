package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.Refusal;

/** Somebody saved other answers than those that the plan was shown for; nothing was submitted. */
public class SavedMeanwhile extends Refusal {

    SavedMeanwhile(String by, String step) {
        super(by + " saved the step " + step + " after you were shown this plan. Nothing was submitted. What stands here now is what they saved: "
                + "look at it, then submit.");
    }
}
