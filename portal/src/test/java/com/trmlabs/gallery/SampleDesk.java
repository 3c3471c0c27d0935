package com.trmlabs.gallery;

import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does nothing, and refuses some of it. */
final class SampleDesk implements ChangeDesk {

    /** What was asked for, in order. */
    final List<String> done = new CopyOnWriteArrayList<>();
    private Optional<String> held = Optional.empty();

    @Override
    public void submit(ChangeId id) {
        throw new Refusal("Plan not sealed. bluefin-prod refused (403, list deployments). Nothing changed; try again when it answers.");
    }

    @Override
    public void cancel(ChangeId id, String reason) {
        done.add("cancel " + id + ": " + reason);
    }

    @Override
    public void remark(ChangeId id, String text) {
        done.add("remark " + id + ": " + text);
    }

    @Override
    public void pause(ChangeId id, String reason) {
        done.add("pause " + id + ": " + reason);
    }

    @Override
    public void resume(ChangeId id) {}

    @Override
    public void abort(ChangeId id, String reason) {
        done.add("abort " + id + ": " + reason);
    }

    @Override
    public void retry(ChangeId id) {}

    @Override
    public Optional<String> refusal(ChangeId id, Verb verb) {
        return verb == Verb.RETRY ? Optional.of(id + " is failed, so no failed step waits to be tried again.") : Optional.empty();
    }

    @Override
    public void holdAll(String reason) {
        held = Optional.of("since 15:04 by admin@example.test: " + reason);
    }

    @Override
    public void releaseAll() {
        held = Optional.empty();
    }

    @Override
    public Optional<String> held() {
        return held;
    }
}
