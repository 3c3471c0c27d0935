/** Pages of approvals, and the form to vote that pages of subjects show. */
@NamedInterface("ui")
@NullMarked
package com.trmlabs.portal.approval.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
