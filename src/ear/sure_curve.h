/* sure_curve.h -- made by bench/sure_fit.py of 252 pieces: how sure the ear was, the chance that it was right. */
static const struct knot sure_of_key[] = {
	{ 0.009635F, 0.438F }, { 0.02462F, 0.500F }, { 0.04447F, 0.567F }, { 0.06472F, 0.688F }, { 0.1077F, 0.810F }, { 0.1489F, 0.875F }, { 0.1779F, 0.933F }, { 0.25F, 0.988F }
};
static const struct knot sure_of_tempo[] = {
	{ 0.1338F, 0.625F }, { 0.3642F, 0.812F }, { 0.8717F, 0.996F }
};
