/** Controllers that play what a cluster would do with its objects: rollouts, pods, nodes, garbage. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import org.jspecify.annotations.NullMarked;
