package com.trmlabs.portal.rehearsal.google;

import java.time.Duration;

/**
 * @param grpcPort of the container engine; 0 for a free one
 * @param createTakes how long creating a cluster takes
 * @param changeTakes how long every other operation takes
 */
public record GoogleSettings(int grpcPort, Duration createTakes, Duration changeTakes) {}
