package com.trmlabs.portal.rehearsal;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to set the stage; all under {@code rehearsal.}.
 *
 * @param folder where everything is kept that outlives the process
 * @param grpcPort of the simulated container engine; 0 for a free one, which then stays the same over restarts
 */
@ConfigurationProperties("rehearsal")
public record RehearsalSettings(@DefaultValue("rehearsal-state") Path folder, @DefaultValue("9001") int grpcPort) {}
