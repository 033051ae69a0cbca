#include "model/case.h"

bool case_status_is_end(enum case_status status)
{
	switch (status) {
	case CASE_REDIRECTED:
	case CASE_CONFIRMED:
	case CASE_CLOSED:
	case CASE_DECLINED:
	case CASE_WITHDRAWN:
	case CASE_MERGED:
		return true;
	case CASE_DOUBTFUL:
	case CASE_RECEIVED:
	case CASE_FORWARDED:
	case CASE_IN_PROGRESS:
	case CASE_NEEDS_INFO:
	case CASE_RESOLVED:
	case CASE_REOPENED:
		return false;
	}
	return false;
}
