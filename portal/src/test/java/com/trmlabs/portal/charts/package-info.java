/** The charts under {@code k8s/services}, rendered with real Helm and judged as the portal and an API server would. */
@NullMarked
package com.trmlabs.portal.charts;

import org.jspecify.annotations.NullMarked;
