package com.trmlabs.portal.audit;

import com.trmlabs.portal.audit.spi.Owners;
import com.trmlabs.portal.audit.spi.Owners.Owner;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Asks all modules whose something is. */
@Component
class KnownOwners {

    private final List<Owners> modules;

    KnownOwners(List<Owners> modules) {
        this.modules = modules;
    }

    /** Whose the first of these is that is anybody's. */
    Optional<Owner> find(String action, Stream<Object> names) {
        return names.flatMap(name -> modules.stream().flatMap(module -> module.of(action, name).stream())).findFirst();
    }
}
