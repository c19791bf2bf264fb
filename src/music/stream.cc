/* stream.cc -- a read-only window on a file; see stream.h. */
#include "stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <unistd.h>

WindowStream::WindowStream(int fd, const char *name, int64_t start, int64_t size)
	: fd_(fd), name_(name), start_(start), size_(size)
{
}

WindowStream::~WindowStream() = default;

size_t WindowStream::pull(int64_t at, char *to, size_t n)
{
	size_t got = 0;

	n = static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(n), budget_));
	while (got < n) {
		ssize_t r = pread(fd_, to + got, n - got, static_cast<off_t>(start_ + at + static_cast<int64_t>(got)));

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			error_ = errno;
		if (r <= 0)
			break;
		got += static_cast<size_t>(r);
	}
	budget_ -= static_cast<int64_t>(got);
	return got;
}

size_t WindowStream::readAt(int64_t at, void *to, size_t n)
{
	char *out = static_cast<char *>(to);
	size_t got = 0;

	if (at < 0 || at >= size_)
		return 0;
	n = static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(n), size_ - at));
	while (got < n) {
		int64_t here = at + static_cast<int64_t>(got);

		if (here >= window_at_ && here < window_at_ + static_cast<int64_t>(window_n_)) {
			size_t skip = static_cast<size_t>(here - window_at_), take = std::min(n - got, window_n_ - skip);

			memcpy(out + got, window_ + skip, take);
			got += take;
		} else if (n - got >= WINDOW) {
			size_t r = pull(here, out + got, n - got);

			return got + r;
		} else {
			/* near the end a window that ends with the file serves the next look at its tail too */
			window_at_ = std::max<int64_t>(0, std::min(here, size_ - WINDOW));
			window_n_ = pull(window_at_, window_, WINDOW);
			if (here >= window_at_ + static_cast<int64_t>(window_n_))
				break;
		}
	}
	return got;
}

TagLib::ByteVector WindowStream::readBlock(unsigned long length)
{
	int64_t left = std::max<int64_t>(0, size_ - at_);
	/* TagLib asks for sizes it read from the file: believe the budget, not them */
	size_t n = static_cast<size_t>(std::min<uint64_t>(length, static_cast<uint64_t>(std::min<int64_t>(left, BUDGET))));
	TagLib::ByteVector v(static_cast<unsigned int>(n), 0);

	if (n)
		v.resize(static_cast<unsigned int>(readAt(at_, v.data(), n)));
	if (v.isEmpty() && ++empty_reads_ > EMPTY_READS_MAX)
		throw std::length_error("counts more than it holds");
	at_ += v.size();
	return v;
}

void WindowStream::seek(long offset, Position from)
{
	int64_t base = from == Beginning ? 0 : from == Current ? at_ : size_;

	if (!__builtin_add_overflow(base, static_cast<int64_t>(offset), &base))
		at_ = std::max<int64_t>(0, base);
}
