package com.trmlabs.portal.rehearsal.state;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** RSA keys that sign: each is kept in its file of a folder. */
public final class SigningKey {

    /** By file. Finding a key costs a second of a processor: rehearsals that begin in one process, as tests', begin with the same. */
    private static final Map<String, RSAKey> FOUND = new ConcurrentHashMap<>();

    private SigningKey() {}

    public static RSAKey in(Folder folder, String file) {
        try {
            var kept = folder.text(file);
            if (kept.isPresent()) {
                return RSAKey.parse(kept.get());
            }
            var key = FOUND.computeIfAbsent(file, name -> found());
            folder.write(file, key.toJSONString());
            return key;
        } catch (ParseException e) {
            throw new IllegalStateException("No usable key in " + folder.path().resolve(file) + "; delete it to get a new one", e);
        }
    }

    private static RSAKey found() {
        try {
            return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java cannot make RSA keys", e);
        }
    }
}
