import { serveProvider } from "../protocol";
import { tlsProvider } from "./tlsProvider";

void serveProvider(tlsProvider);
