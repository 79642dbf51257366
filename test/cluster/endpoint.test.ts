import { leaveAsFound } from "../support/leaveAsFound";
import "./endpoint/clients";
import "./endpoint/sealed";
import "./endpoint/network";
import "./endpoint/resilience";

// What is asked of the checkout's own cluster and endpoint. One file, because each of these changes something in them
// and they take half a minute to start; files run side by side.
leaveAsFound();
