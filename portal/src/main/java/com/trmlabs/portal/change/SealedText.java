package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Fingerprint;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a vote was given to, also of an earlier seal, byte by byte as it was hashed: its SHA-256 is the fingerprint. */
@RestController
class SealedText {

    private final ChangeReading reading;

    SealedText(ChangeReading reading) {
        this.reading = reading;
    }

    @GetMapping(path = "/changes/{change}/sealed/{fingerprint}", produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("isAuthenticated()")
    public byte[] read(@PathVariable String change, @PathVariable String fingerprint) {
        return reading.sealed(ChangeId.of(change), new Fingerprint(fingerprint));
    }
}
