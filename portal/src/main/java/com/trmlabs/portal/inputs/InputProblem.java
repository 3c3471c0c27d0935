package com.trmlabs.portal.inputs;

/**
 * One value that cannot stay as it is.
 *
 * @param pointer where it stands, as a JSON pointer: {@code /replicas/min}
 * @param label how the form names that place: {@code Instances: At least}
 * @param message a sentence for the person who filled it in
 */
public record InputProblem(String pointer, String label, String message) {

    @Override
    public String toString() {
        return label + ": " + message;
    }
}
