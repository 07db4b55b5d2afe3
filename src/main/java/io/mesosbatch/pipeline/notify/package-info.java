/** Tells the world how a job ended, by as many ways as are switched on. */
package io.mesosbatch.pipeline.notify;
