// The library finds its parts by metadata on classes and refuses to load without this.
import "reflect-metadata";

export * from "@peculiar/x509";
