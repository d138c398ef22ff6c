package lakeward.cloud.cloudformation;

import lakeward.core.plan.Plan;

/** Writes the templates of a plan. */
public interface Synthesizer {
    Assembly templates(Plan plan);
}
