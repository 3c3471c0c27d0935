package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.change.ChangeKind;
import java.util.Set;

/**
 * Turns what was asked into steps, for some kinds of change. Planning reads the cluster and may throw the faults of the
 * ports; it alters nothing, and twice the same state of the world gives twice the same plan.
 */
public interface PlanContributor {

    Set<ChangeKind> kinds();

    Plan plan(Intent intent);
}
