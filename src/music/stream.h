/*
 * stream.h -- how TagLib reads our files: a read-only stream over a descriptor with one window of bytes.
 *
 * TagLib's own FileStream sits on stdio, which throws its buffer away at every seek; tag readers seek a lot. Most files here
 * cost one pread() for the head and one for the tail. A budget on the bytes read per file bounds what a parser can be
 * talked into (looking for an MPEG frame through gigabytes of zeros); past it the file seems to end. A parser that goes on
 * asking at the end (TagLib's ASF reader believes counts of four thousand million) is stopped by an exception.
 */
#ifndef SEGUE_MUSIC_STREAM_H
#define SEGUE_MUSIC_STREAM_H

#include <cstdint>
#include <tiostream.h>

class WindowStream : public TagLib::IOStream {
public:
	/* The bytes start … start + size of the file. */
	WindowStream(int fd, const char *name, int64_t start, int64_t size);
	WindowStream(const WindowStream &) = delete;
	WindowStream &operator=(const WindowStream &) = delete;
	~WindowStream() override;

	TagLib::FileName name() const override { return name_; }
	/* Throws std::length_error when asked at the end again and again. */
	TagLib::ByteVector readBlock(unsigned long length) override;
	/* Copies at most n bytes at `at`; returns how many there were. */
	size_t readAt(int64_t at, void *to, size_t n);
	void seek(long offset, Position from = Beginning) override;
	long tell() const override { return static_cast<long>(at_); }
	long length() override { return static_cast<long>(size_); }
	bool readOnly() const override { return true; }
	bool isOpen() const override { return true; }
	/* nothing is ever written */
	void writeBlock(const TagLib::ByteVector &) override {}
	void insert(const TagLib::ByteVector &, unsigned long, unsigned long) override {}
	void removeBlock(unsigned long, unsigned long) override {}
	void truncate(long) override {}
	/* Did the system refuse a read? (else 0) */
	int error() const { return error_; }

private:
	enum { WINDOW = 16 * 1024, BUDGET = 64 * 1024 * 1024, EMPTY_READS_MAX = 10000 };
	size_t pull(int64_t at, char *to, size_t n);

	int fd_;
	const char *name_;
	int64_t start_, size_, at_ = 0, window_at_ = 0;
	size_t window_n_ = 0;
	int64_t budget_ = BUDGET;
	int empty_reads_ = 0;
	int error_ = 0;
	char window_[WINDOW];
};

#endif
