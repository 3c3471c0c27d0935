package com.trmlabs.portal.kernel;

/** Nothing of that name is there, or nothing that the asker may see; the two are not told apart. */
public class NotFound extends RuntimeException {

    /** @param what with its article left out, for example {@code change C-9999} */
    public NotFound(String what) {
        super("No " + what + ", or not one you may see.");
    }
}
