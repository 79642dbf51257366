import { serveProvider } from "../protocol";
import { randomProvider } from "./randomProvider";

void serveProvider(randomProvider);
