package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;

/** Something about a change is different now; heard after commit by open pages. No audit event of its own. */
public record ChangeProgressed(ChangeId change) {}
